--TEST--
task: without an index goes to one with little to do
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->setOption(APPNET_OPT_TASK_WORKER_NUM, 2);
    $server->on(APPNET_EVENT_TASK, function ($server, $data, $task, $from) { $server->taskCallback(null, $task, $from); });
    $server->on(APPNET_EVENT_TASK_CB, function ($server, $data, $task, $from) { say("$from"); });
    $server->on(APPNET_EVENT_RECV, function ($server) {
        for ($i = 0; $i < 10; $i++) {
            $server->addAsynTask(str_repeat('x', 1000));
        }
    });
}, ['start' => function ($server) {
    if ($server->getInfo()['role'] === 'task') {
        $server->timerAfter(1, function () { say('at work'); });
    }
}]);
$s->heardSorted(2);
$c = $s->tcp();
$c->write('x');
$per = array_count_values($s->heardSorted(10));
echo $per[0] >= 1 && $per[1] >= 1 ? 'both have worked' : json_encode($per), "\n";
?>
--EXPECT--
both have worked
