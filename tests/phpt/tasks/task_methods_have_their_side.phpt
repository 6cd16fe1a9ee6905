--TEST--
task: methods have their side
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->setOption(APPNET_OPT_TASK_WORKER_NUM, 1);
    $server->on(APPNET_EVENT_TASK, function ($server, $data, $task, $from) {
        say(thrown(function () use ($server) { $server->addAsynTask('more'); }));
        foreach ([1, -1, PHP_INT_MAX] as $to) {
            say(thrown(function () use ($server, $task, $to) { $server->taskCallback('x', $task, $to); }));
        }
    });
    $server->on(APPNET_EVENT_RECV, function ($server) {
        say(thrown(function () use ($server) { $server->taskCallback('x', 1, 0); }));
        $server->addAsynTask('x');
    });
});
$c = $s->tcp();
$c->write('x');
for ($i = 0; $i < 5; $i++) {
    echo $s->heard(), "\n";
}
?>
--EXPECT--
appnetException: taskCallback() is called in a task worker: in APPNET_EVENT_TASK
appnetException: addAsynTask() is called in a worker, not in a task worker
InvalidArgumentException: a worker is 0 to 0
InvalidArgumentException: a worker is 0 to 0
InvalidArgumentException: a worker is 0 to 0
