--TEST--
error: an exception is reported and the worker goes on
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->setOption(APPNET_OPT_TASK_WORKER_NUM, 1);
    $throw = function (string $name) {
        return function () use ($name) { throw new Exception("in $name of " . getmypid()); };
    };
    $server->on(APPNET_EVENT_CONNECT, $throw('CONNECT'));
    $server->on(APPNET_EVENT_CLOSE, $throw('CLOSE'));
    $server->on(APPNET_EVENT_TIMER, function ($server, $id) use ($throw) {
        $server->timerRemove($id);
        $throw('TIMER')();
    });
    $server->on(APPNET_EVENT_TASK, function ($server, $data, $task, $from) use ($throw) {
        $server->taskCallback($data, $task, $from);
        $throw('TASK')();
    });
    $server->on(APPNET_EVENT_TASK_CB, $throw('TASK_CB'));
    $server->on(APPNET_EVENT_RECV, function ($server) use ($throw) {
        $server->timerAdd(1, 'flag');
        $server->timerAfter(1, $throw('its own timer'));
        $server->addAsynTask('x');
        $throw('RECV')();
    });
    $server->on(APPNET_EVENT_FINAL, $throw('FINAL'));
});
$c = $s->tcp();
$c->write('x');
$c->shutWrite();
$c->rest();
foreach (['TIMER', 'its own timer', 'TASK', 'TASK_CB', 'CLOSE'] as $name) {
    $s->logged("~Uncaught Exception: in $name of~");
}
echo $s->stop(), ' ', preg_match('~exited with status~', $s->log()), "\n";
preg_match_all('~Uncaught Exception: in (\w.*) of (\d+) in ~', $s->log(), $m);
sort($m[1]);
echo implode("\n", $m[1]), "\n", count(array_unique($m[2])), " processes\n";
?>
--EXPECT--
0 0
CLOSE
CONNECT
FINAL
FINAL
RECV
TASK
TASK_CB
TIMER
its own timer
2 processes
