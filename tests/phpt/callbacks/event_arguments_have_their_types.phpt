--TEST--
event: arguments have their types
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->setOption(APPNET_OPT_TASK_WORKER_NUM, 1);
    $tell = function (string $name) {
        return function (...$arguments) use ($name) { say("$name(" . implode(', ', array_map('gettype', $arguments)) . ')'); };
    };
    foreach (['CONNECT', 'CLOSE', 'TASK_CB', 'FINAL'] as $event) {
        $server->on(constant("APPNET_EVENT_$event"), $tell($event));
    }
    $server->on(APPNET_EVENT_RECV, function (...$arguments) use ($tell) {
        $tell('RECV')(...$arguments);
        $arguments[0]->timerAdd(10, 'flag');
        $arguments[0]->addAsynTask([]);
    });
    $server->on(APPNET_EVENT_TASK, function (...$arguments) use ($tell) {
        $tell('TASK')(...$arguments);
        $arguments[0]->taskCallback(1.5, $arguments[2], $arguments[3]);
    });
    $server->on(APPNET_EVENT_TIMER, function (...$arguments) use ($tell) {
        $tell('TIMER')(...$arguments);
        $arguments[0]->timerRemove($arguments[1]);
    });
});
$c = $s->tcp();
$c->write('x');
echo $s->heard(), "\n", $s->heard(), "\n", implode("\n", $s->heardSorted(3)), "\n";
$c->close();
echo $s->heard(), "\n";
$s->stop();
echo $s->heard(), "\n", $s->heard(), "\n";
?>
--EXPECT--
CONNECT(object, integer)
RECV(object, integer, string)
TASK(object, array, integer, integer)
TASK_CB(object, double, integer, integer)
TIMER(object, integer, string)
CLOSE(object, integer)
FINAL(object)
FINAL(object)
