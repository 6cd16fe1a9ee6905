--TEST--
event: memory does not grow with large messages, whether somebody listens or not
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) { // nobody listens to MESSAGE
    $server->setOption(APPNET_OPT_TASK_WORKER_NUM, 1);
    $server->on(APPNET_EVENT_RECV, function ($server, $fd, $data) {
        $server->sendMessage(0, $data);
        $server->addAsynTask([$fd, $data]);
    });
    $server->on(APPNET_EVENT_TASK, function ($server, $data, $task, $from) { $server->taskCallback($data, $task, $from); });
    $server->on(APPNET_EVENT_TASK_CB, function ($server, $data) { $server->send($data[0], (string) memory_get_usage()); });
});
$ws = $s->ws();
$used = [];
for ($i = 0; $i < 20; $i++) {
    $ws->text(str_repeat('x', 300000));
    $used[] = (int) $ws->hear()[1];
}
var_dump($used[19] - $used[2] < 1000000); // a few may be under way
?>
--EXPECT--
bool(true)
