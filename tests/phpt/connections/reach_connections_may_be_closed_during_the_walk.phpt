--TEST--
reach: connections may be closed during the walk
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->setOption(APPNET_OPT_WORKER_NUM, 2);
    $server->setOption(APPNET_OPT_REACTOR_NUM, 2);
    $server->on(APPNET_EVENT_CONNECT, function ($server, $fd) { say((string) $fd); });
    $server->on(APPNET_EVENT_RECV, function ($server) {
        $seen = [];
        foreach ($server->connections() as $fd) {
            $seen[] = $fd;
            $server->close($fd);
        }
        say(json_encode([count($seen), count(array_unique($seen))]));
    });
});
$clients = [];
for ($i = 0; $i < 200; $i++) {
    $clients[] = $s->tcp();
    $s->heard();
}
$clients[77]->write('close all');
echo $s->heard(), "\n";
foreach ($clients as $c) {
    $c->rest();
}
?>
--EXPECT--
[200,200]
