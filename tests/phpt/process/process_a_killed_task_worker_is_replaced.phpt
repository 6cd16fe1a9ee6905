--TEST--
process: a killed task worker is replaced
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->setOption(APPNET_OPT_TASK_WORKER_NUM, 1);
    $server->on(APPNET_EVENT_RECV, function ($server, $fd, $data) { $server->addAsynTask([$fd, $data]); });
    $server->on(APPNET_EVENT_TASK, function ($server, $data) { $server->send($data[0], $data[1]); });
}, ['start' => function ($server) { say($server->getInfo()['role'] . ' ' . getmypid()); }]);
$pid = (int) substr($s->heardSorted(2)[0], 5);
kill($pid, SIGKILL);
$c = $s->tcp();
$c->write('hello');
echo $c->read(5), ' ', strtok($s->heard(), ' '), "\n";
?>
--EXPECT--
hello task
