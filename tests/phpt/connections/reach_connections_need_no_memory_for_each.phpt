--TEST--
reach: connections need no memory for each
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->on(APPNET_EVENT_CONNECT, function ($server, $fd) { say((string) $fd); });
    $server->on(APPNET_EVENT_RECV, function ($server) {
        $used = [];
        for ($i = 0; $i < 2; $i++) { // the first time warms up
            $most = 0;
            $before = memory_get_usage();
            foreach ($server->connections() as $fd) {
                $most = max($most, memory_get_usage());
            }
            $after = memory_get_usage();
            $used = [$most - $before, $after - $before];
        }
        say(json_encode([$used[0] < 1000, $used[1] === 0]));
    });
});
$clients = [];
for ($i = 0; $i < 200; $i++) {
    $clients[] = $s->tcp();
    $s->heard();
}
$clients[0]->write('x');
echo $s->heard(), "\n";
?>
--EXPECT--
[true,true]
