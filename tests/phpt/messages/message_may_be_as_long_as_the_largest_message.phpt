--TEST--
message: may be as long as the largest message
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->setOption(APPNET_OPT_WORKER_NUM, 2);
    $server->on(APPNET_EVENT_MESSAGE, function ($server, $from, $data) {
        say(strlen($data) . ' ' . (strlen(trim($data, 'x')) === 0 ? 'right' : 'wrong'));
    });
    $server->on(APPNET_EVENT_RECV, function ($server, $fd) {
        foreach ([1 << 20, 8 << 20, 5] as $n) {
            $server->sendMessage(1, str_repeat('x', $n)) || say('refused');
        }
        $server->send($fd, thrown(function () use ($server) { $server->sendMessage(1, str_repeat('x', (8 << 20) + 1)); }) . "\n");
    });
});
$c = $s->tcp();
$c->write('go');
for ($i = 0; $i < 3; $i++) {
    echo $s->heard(), "\n";
}
echo $c->until("\n");
?>
--EXPECT--
1048576 right
8388608 right
5 right
InvalidArgumentException: a message of 8388609 bytes is longer than APPNET_OPT_MAX_MESSAGE, 8388608
