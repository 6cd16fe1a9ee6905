--TEST--
reach: connections are known to a task worker
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->setOption(APPNET_OPT_TASK_WORKER_NUM, 1);
    $server->on(APPNET_EVENT_CONNECT, function ($server, $fd) { say((string) $fd); });
    $server->on(APPNET_EVENT_RECV, function ($server, $fd, $data) { $server->addAsynTask($data); });
    $server->on(APPNET_EVENT_TASK, function ($server, $data) {
        foreach ($server->connections() as $fd) {
            $server->send($fd, $data);
        }
    });
});
$clients = [];
for ($i = 0; $i < 5; $i++) {
    $clients[] = $s->tcp();
    $s->heard();
}
$clients[0]->write('hello');
foreach ($clients as $c) {
    echo $c->read(5), "\n";
}
?>
--EXPECT--
hello
hello
hello
hello
hello
