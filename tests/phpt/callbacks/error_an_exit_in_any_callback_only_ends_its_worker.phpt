--TEST--
error: an exit in any callback only ends its worker
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->setOption(APPNET_OPT_TASK_WORKER_NUM, 1);
    $server->on(APPNET_EVENT_CLOSE, function () { exit; });
    $server->on(APPNET_EVENT_TASK, function () { exit(3); });
    $server->on(APPNET_EVENT_RECV, function ($server, $fd, $data) {
        $data === 'timer' ? $server->timerAfter(0, function () { exit(5); }) : $server->addAsynTask($data);
    });
});
$c = $s->tcp();
$c->write('timer');
$s->logged('~: worker 0 \(pid \d+\) exited with status 5~');
$c->write('task');
$s->logged('~: task worker 0 \(pid \d+\) exited with status 3~');
$c->close();
$s->logged('~: worker 0 \(pid \d+\) exited with status 0~');
echo $s->stop(), "\n";
?>
--EXPECT--
0
