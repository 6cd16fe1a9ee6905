--TEST--
fork: a child that returns from any callback ends there, with status 0
--FILE--
<?php
require __DIR__ . '/../inc/fork.inc';

$s = serve(function (appnetServer $server) {
    $server->setOption(APPNET_OPT_TASK_WORKER_NUM, 1);
    $names = [APPNET_EVENT_CONNECT => 'connect', APPNET_EVENT_OPEN => 'open', APPNET_EVENT_CLOSE => 'close', APPNET_EVENT_FINAL => 'final', APPNET_EVENT_TIMER => 'timer',
        APPNET_EVENT_MESSAGE => 'message', APPNET_EVENT_TASK_CB => 'answer'];
    foreach ($names as $event => $name) {
        $server->on($event, function ($server) use ($name) {
            $ended = forked(function () {});
            if ($ended !== null) {
                say($server->getInfo()['role'] . " $name: $ended");
            }
        });
    }
    $server->on(APPNET_EVENT_TASK, function ($server, $data, $task, $from) {
        $ended = forked(function () {});
        if ($ended !== null) {
            say("task: $ended");
            $server->taskCallback($data, $task, $from);
        }
    });
    $server->on(APPNET_EVENT_RECV, function ($server, $fd, $data) {
        $ended = forked(function () {});
        if ($ended !== null) {
            $server->send($fd, "received: $ended");
            $server->timerAdd(3600000, 'flag');
            $server->sendMessage(0, 'x');
            $server->timerAfter(0, function ($server) {
                $ended = forked(function () {});
                if ($ended !== null) {
                    say("once: $ended");
                    $server->addAsynTask('x');
                }
            });
        }
    });
}, ['start' => function ($server) {
    $ended = forked(function () {});
    if ($ended !== null) {
        say($server->getInfo()['role'] . " start: $ended");
    }
}]);
print_r($s->heardSorted(2));
$c = $s->ws();
print_r($s->heardSorted(2));
$c->text('x');
echo $c->next(), "\n";
print_r($s->heardSorted(4));
$c->close();
echo $s->heard(), "\n", $s->stop(), "\n";
print_r($s->heardSorted(2));
?>
--EXPECT--
Array
(
    [0] => task start: exit 0
    [1] => worker start: exit 0
)
Array
(
    [0] => worker connect: exit 0
    [1] => worker open: exit 0
)
text: received: exit 0
Array
(
    [0] => once: exit 0
    [1] => task: exit 0
    [2] => worker answer: exit 0
    [3] => worker message: exit 0
)
worker close: exit 0
0
Array
(
    [0] => task final: exit 0
    [1] => worker final: exit 0
)
