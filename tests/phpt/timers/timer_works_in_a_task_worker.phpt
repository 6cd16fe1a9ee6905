--TEST--
timer: works in a task worker
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->setOption(APPNET_OPT_TASK_WORKER_NUM, 1);
}, ['start' => function (appnetServer $server) {
    if ($server->getInfo()['role'] === 'task') {
        $server->timerAfter(1, function ($server) { say('in a ' . $server->getInfo()['role']); });
    }
}]);
echo $s->heard(), "\n";
?>
--EXPECT--
in a task
