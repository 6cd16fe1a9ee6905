--TEST--
event: memory does not grow with messages timers and tasks
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->setOption(APPNET_OPT_TASK_WORKER_NUM, 1);
    $server->on(APPNET_EVENT_RECV, function ($server, $fd, $data) {
        if ($data === 'memory') {
            $server->send($fd, (string) memory_get_usage());
            return;
        }
        $server->timerAfter(0, function ($server, $id, $params) use ($data) { $server->addAsynTask($params); }, [$fd, $data]);
    });
    $server->on(APPNET_EVENT_TASK, function ($server, $data, $task, $from) { $server->taskCallback($data, $task, $from); });
    $server->on(APPNET_EVENT_TASK_CB, function ($server, $data) { $server->send($data[0], $data[1]); });
});
$ws = $s->ws();
$used = [];
for ($i = 0; $i < 20; $i++) {
    for ($n = 0; $n < 100; $n++) {
        $ws->text('hello');
    }
    for ($n = 0; $n < 100; $n++) {
        $ws->next();
    }
    $ws->text('memory');
    $used[] = (int) $ws->hear()[1];
}
echo $used[19] - $used[2], "\n";
?>
--EXPECT--
0
