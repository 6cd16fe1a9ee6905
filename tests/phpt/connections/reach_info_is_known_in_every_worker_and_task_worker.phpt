--TEST--
reach: info is known in every worker and task worker
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->setOption(APPNET_OPT_WORKER_NUM, 2);
    $server->setOption(APPNET_OPT_REACTOR_NUM, 2);
    $server->setOption(APPNET_OPT_TASK_WORKER_NUM, 1);
    $server->on(APPNET_EVENT_RECV, function ($server, $fd, $data) { $server->addAsynTask(json_decode($data)); });
    $server->on(APPNET_EVENT_TASK, function ($server, $fds, $task, $from) {
        $infos = array_map([$server, 'connectionInfo'], $fds);
        say(json_encode([array_column($infos, 'worker'), array_column($infos, 'bytes_in')]));
        $server->taskCallback($fds, $task, $from);
    });
    $server->on(APPNET_EVENT_TASK_CB, function ($server, $fds) {
        $infos = array_map([$server, 'connectionInfo'], $fds);
        say(json_encode([array_column($infos, 'worker'), array_column($infos, 'bytes_in')]));
    });
    $server->on(APPNET_EVENT_CONNECT, function ($server, $fd) { say((string) $fd); });
});
$clients = $fds = [];
for ($i = 0; $i < 2; $i++) { // the one with the fewest connections gets the next
    $clients[] = $s->tcp();
    $fds[] = (int) $s->heard();
}
$clients[0]->write(json_encode($fds));
echo $s->heard(), "\n", $s->heard(), "\n";
?>
--EXPECT--
[[0,1],[5,0]]
[[0,1],[5,0]]
