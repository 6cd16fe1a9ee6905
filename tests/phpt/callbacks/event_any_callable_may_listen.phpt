--TEST--
event: any callable may listen
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

function by_name($server): void
{
    say('function');
}

class Listener
{
    public function method($server, $fd): void
    {
        say('method');
    }

    public static function classMethod($server, $fd, $data): void
    {
        say('static method');
        $server->timerAdd(1, 'flag');
        $server->addAsynTask('x');
    }

    public function __invoke($server, $id): void
    {
        $server->timerRemove($id);
        say('invokable');
    }

    public function __call($name, $arguments)
    {
        say("__call $name " . count($arguments));
        $arguments[0]->taskCallback('x', $arguments[2], $arguments[3]);
    }

    public static function __callStatic($name, $arguments)
    {
        say("__callStatic $name " . count($arguments));
    }
}

$s = serve(function (appnetServer $server) {
    $server->setOption(APPNET_OPT_TASK_WORKER_NUM, 1);
    $server->on(APPNET_EVENT_FINAL, 'by_name');
    $server->on(APPNET_EVENT_CONNECT, [new Listener(), 'method']);
    $server->on(APPNET_EVENT_RECV, 'Listener::classMethod');
    $server->on(APPNET_EVENT_CLOSE, Closure::fromCallable(['Listener', 'closed']));
    $server->on(APPNET_EVENT_TIMER, new Listener());
    $server->on(APPNET_EVENT_TASK, [new Listener(), 'task']);
    $server->on(APPNET_EVENT_TASK_CB, ['Listener', 'answer']);
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
method
static method
__call task 4
__callStatic answer 4
invokable
__callStatic closed 2
function
function
