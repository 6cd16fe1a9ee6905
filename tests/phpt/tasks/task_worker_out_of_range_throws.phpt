--TEST--
task: worker out of range throws
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->setOption(APPNET_OPT_TASK_WORKER_NUM, 2);
    $server->on(APPNET_EVENT_TASK, function ($server, $data, $task) {
        foreach ([1, -1, 1 << 32, PHP_INT_MAX, PHP_INT_MIN] as $from) {
            say(thrown(function () use ($server, $task, $from) { $server->taskCallback('x', $task, $from); }));
        }
    });
}, ['start' => function (appnetServer $server) {
    if ($server->getInfo()['role'] !== 'worker') {
        return;
    }
    foreach ([2, -2, 1 << 32, PHP_INT_MAX, PHP_INT_MIN] as $to) {
        say(thrown(function () use ($server, $to) { $server->addAsynTask('x', $to); }));
    }
    $server->addAsynTask('x');
}]);
for ($i = 0; $i < 10; $i++) {
    echo $s->heard(), "\n";
}
?>
--EXPECT--
InvalidArgumentException: a task worker is -1 (the one with the least to do) or 0 to 1
InvalidArgumentException: a task worker is -1 (the one with the least to do) or 0 to 1
InvalidArgumentException: a task worker is -1 (the one with the least to do) or 0 to 1
InvalidArgumentException: a task worker is -1 (the one with the least to do) or 0 to 1
InvalidArgumentException: a task worker is -1 (the one with the least to do) or 0 to 1
InvalidArgumentException: a worker is 0 to 0
InvalidArgumentException: a worker is 0 to 0
InvalidArgumentException: a worker is 0 to 0
InvalidArgumentException: a worker is 0 to 0
InvalidArgumentException: a worker is 0 to 0
