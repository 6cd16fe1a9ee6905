--TEST--
request: is empty where there is no connection
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

echo json_encode((new appnetServer('127.0.0.1', 0))->getRequest()), "\n";
$tell = function ($server) { say(json_encode($server->getRequest())); };
$s = serve(function (appnetServer $server) use ($tell) {
    $server->setOption(APPNET_OPT_TASK_WORKER_NUM, 1);
    $server->on(APPNET_EVENT_RECV, function ($server, $fd) use ($tell) {
        $server->getRequest();
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
echo $s->heard(), "\n", $s->heard(), "\n", $s->heard(), "\n";
?>
--EXPECT--
[]
[]
[]
[]
