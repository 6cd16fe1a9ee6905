--TEST--
task: whose task worker dies in it is told to the worker that asked, once, and is not done again; the next goes on
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->setOption(APPNET_OPT_WORKER_NUM, 2);
    $server->setOption(APPNET_OPT_TASK_WORKER_NUM, 1);
    $server->on(APPNET_EVENT_TASK, function ($server, $data, $task, $from) {
        say("task $data");
        if ($data === 'kills') {
            kill(getmypid(), SIGKILL);
        }
        $server->taskCallback($data, $task, $from);
    });
    $server->on(APPNET_EVENT_TASK_CB, function ($server, $data, $task) { say("answer $data $task"); });
    $server->on(APPNET_EVENT_TASK_LOST, function ($server, $task, $from) {
        say('lost ' . json_encode([$task, $from, $server->getInfo()['id'], func_num_args()]));
    });
    $server->on(APPNET_EVENT_RECV, function ($server, $fd) {
        $server->addAsynTask('kills');
        $server->addAsynTask('behind it');
    });
});
$first = $s->tcp(); // at worker 0
$c = $s->tcp();
$c->write('x');
echo implode("\n", $s->heardSorted(4)), "\n";
?>
--EXPECT--
answer behind it 4
lost [2,0,1,3]
task behind it
task kills
