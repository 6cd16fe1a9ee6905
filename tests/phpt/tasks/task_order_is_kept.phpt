--TEST--
task: order is kept
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->setOption(APPNET_OPT_TASK_WORKER_NUM, 1);
    $server->on(APPNET_EVENT_TASK, function ($server, $data, $task, $from) { $server->taskCallback($data, $task, $from); });
    $server->on(APPNET_EVENT_TASK_CB, function ($server, $data) {
        static $next = 0;
        if ($data !== $next++) {
            say("$data out of order");
        }
        if ($data === 999) {
            say('1000 in order');
        }
    });
}, ['start' => function (appnetServer $server) {
    for ($i = 0; $i < 1000 && $server->getInfo()['role'] === 'worker'; $i++) {
        $server->addAsynTask($i);
    }
}]);
echo $s->heard(), "\n";
?>
--EXPECT--
1000 in order
