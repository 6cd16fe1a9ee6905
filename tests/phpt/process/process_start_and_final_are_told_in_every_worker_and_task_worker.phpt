--TEST--
process: start and final are told in every worker and task worker
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->setOption(APPNET_OPT_WORKER_NUM, 2);
    $server->setOption(APPNET_OPT_TASK_WORKER_NUM, 3);
    $server->on(APPNET_EVENT_FINAL, function ($server) { say("final {$server->getInfo()['role']} {$server->getInfo()['id']}"); });
}, ['start' => function ($server) { say("start {$server->getInfo()['role']} {$server->getInfo()['id']}"); }]);
echo implode("\n", $s->heardSorted(5)), "\n";
$s->stop();
echo implode("\n", $s->heardSorted(5)), "\n";
?>
--EXPECT--
start task 0
start task 1
start task 2
start worker 0
start worker 1
final task 0
final task 1
final task 2
final worker 0
final worker 1
