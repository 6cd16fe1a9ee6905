--TEST--
task: that was answered is not lost with its task worker
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->setOption(APPNET_OPT_TASK_WORKER_NUM, 1);
    $server->on(APPNET_EVENT_TASK, function ($server, $data, $task, $from) {
        $server->taskCallback($data, $task, $from);
        if ($data === 'kills') {
            kill(getmypid(), SIGKILL);
        }
    });
    $server->on(APPNET_EVENT_TASK_CB, function ($server, $data) { say($data); });
    $server->on(APPNET_EVENT_TASK_LOST, function ($server, $task) { say("lost $task"); });
    $server->on(APPNET_EVENT_RECV, function ($server) {
        $server->addAsynTask('kills');
        $server->addAsynTask('behind it');
    });
});
$c = $s->tcp();
$c->write('x');
echo $s->heard(), "\n", $s->heard(), "\n", substr_count($s->log(), 'is lost'), "\n";
?>
--EXPECT--
kills
behind it
0
