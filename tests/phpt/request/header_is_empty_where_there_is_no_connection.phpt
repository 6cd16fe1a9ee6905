--TEST--
header: is empty where there is no connection
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->setOption(APPNET_OPT_TASK_WORKER_NUM, 1);
    $tell = function ($server) { say(json_encode($server->getHeader())); };
    $server->on(APPNET_EVENT_RECV, function ($server, $fd) use ($tell) {
        $tell($server);
        $server->timerAfter(0, function ($server) use ($tell) {
            $tell($server);
            $server->addAsynTask('x');
        });
    });
    $server->on(APPNET_EVENT_TASK, function ($server, $data, $task, $from) use ($tell) {
        $tell($server);
        $server->taskCallback($data, $task, $from);
    });
    $server->on(APPNET_EVENT_TASK_CB, $tell);
});
$c = $s->tcp();
$c->write('x');
echo $s->heard(), "\n", $s->heard(), "\n", $s->heard(), "\n", $s->heard(), "\n";
?>
--EXPECT--
{"Protocol":"TCP","Method":"","Uri":"","Version":""}
{"Protocol":"","Method":"","Uri":"","Version":""}
{"Protocol":"","Method":"","Uri":"","Version":""}
{"Protocol":"","Method":"","Uri":"","Version":""}
