--TEST--
fork: a child that exits leaves its worker as it was: messages, timers and tasks go on
--FILE--
<?php
require __DIR__ . '/../inc/fork.inc';

$s = serve(function (appnetServer $server) {
    $server->setOption(APPNET_OPT_TASK_WORKER_NUM, 1);
    $fork = function () { return forked(function () { exit(3); }); };
    $server->on(APPNET_EVENT_RECV, function ($server, $fd, $data) use ($fork) {
        $ended = $fork();
        $server->send($fd, "$data: $ended\n");
        $server->timerAfter(1, function () use ($server, $fd, $fork) {
            $server->send($fd, 'timer: ' . $fork() . "\n");
            $server->addAsynTask($fd);
        });
    });
    $server->on(APPNET_EVENT_TASK, function ($server, $fd, $task, $from) use ($fork) {
        $server->send($fd, 'task: ' . $fork() . "\n");
        $server->taskCallback($fd, $task, $from);
    });
    $server->on(APPNET_EVENT_TASK_CB, function ($server, $fd) use ($fork) { $server->send($fd, 'answer: ' . $fork() . "\n"); });
});
$c = $s->tcp();
foreach (['one', 'two'] as $word) {
    $c->write($word);
    echo $c->until("\n"), $c->until("\n"), $c->until("\n"), $c->until("\n");
}
echo $s->stop(), ' ', preg_match('~WARN|ERROR~', $s->log()), "\n";
?>
--EXPECT--
one: exit 3
timer: exit 3
task: exit 3
answer: exit 3
two: exit 3
timer: exit 3
task: exit 3
answer: exit 3
0 0
