--TEST--
message: keeps every byte
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->setOption(APPNET_OPT_WORKER_NUM, 2);
    $server->on(APPNET_EVENT_MESSAGE, function ($server, $from, $data) {
        static $n = 0;
        $right = ['', "\0", implode('', array_map('chr', range(0, 255))), '{"a":1}'];
        say($data === $right[$n++] ? 'right' : 'wrong');
    });
}, ['start' => function (appnetServer $server) {
    foreach ($server->getInfo()['id'] ? [] : ['', "\0", implode('', array_map('chr', range(0, 255))), '{"a":1}'] as $data) {
        $server->sendMessage(1, $data);
    }
}]);
for ($i = 0; $i < 4; $i++) {
    echo $s->heard(), "\n";
}
?>
--EXPECT--
right
right
right
right
