--TEST--
message: leaves no memory behind
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->on(APPNET_EVENT_MESSAGE, function ($server, $from, $data) {
        static $n = 0;
        if (++$n % 100 === 0) {
            say((string) memory_get_usage());
        }
        if ($n < 2000) {
            $server->sendMessage(0, str_repeat('x', $n % 10 ? 100 : 500000));
        }
    });
}, ['start' => function (appnetServer $server) { $server->sendMessage(0, ''); }]);
$used = [];
for ($i = 0; $i < 20; $i++) {
    $used[] = (int) $s->heard();
}
echo $used[19] - $used[2], "\n";
?>
--EXPECT--
0
