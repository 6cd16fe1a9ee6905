--TEST--
process: sigusr2 replaces the task workers alone
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->setOption(APPNET_OPT_TASK_WORKER_NUM, 2);
    $server->on(APPNET_EVENT_RECV, function ($server, $fd, $data) { $server->addAsynTask([$fd, $data]); });
    $server->on(APPNET_EVENT_TASK, function ($server, $data) { $server->send($data[0], $data[1]); });
}, ['start' => function ($server) { say($server->getInfo()['role']); }]);
$s->heardSorted(3);
$s->signal(SIGUSR2);
echo implode(' ', $s->heardSorted(2)), "\n";
$c = $s->tcp();
$c->write('still works');
echo $c->read(11), "\n";
$s->logged('~the task workers are reloaded~');
?>
--EXPECT--
task task
still works
