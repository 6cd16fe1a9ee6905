--TEST--
task: has the limit of a message
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->setOption(APPNET_OPT_TASK_WORKER_NUM, 1);
    $server->setOption(APPNET_OPT_MAX_MESSAGE, 1000);
    $server->on(APPNET_EVENT_TASK, function ($server, $data, $task, $from) {
        say(strlen($data) . ' ' . thrown(function () use ($server, $task, $from) { $server->taskCallback(str_repeat('x', 1001), $task, $from); }));
    });
}, ['start' => function (appnetServer $server) {
    if ($server->getInfo()['role'] === 'worker') {
        say(thrown(function () use ($server) { $server->addAsynTask(str_repeat('x', 1001)); }));
        $server->addAsynTask(str_repeat('x', 1000));
    }
}]);
echo $s->heard(), "\n", $s->heard(), "\n";
?>
--EXPECT--
InvalidArgumentException: a task of 1001 bytes is longer than APPNET_OPT_MAX_MESSAGE, 1000
1000 InvalidArgumentException: a task of 1001 bytes is longer than APPNET_OPT_MAX_MESSAGE, 1000
