--TEST--
task: whose value is serialised until the server has stopped throws, and leaves no memory behind
--SKIPIF--
<?php PHP_VERSION_ID >= 80100 || die('skip there are no Fibers'); ?>
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

class Slow
{
    public function __serialize(): array
    {
        Fiber::suspend();
        return ['x' => str_repeat('a', 1000000)];
    }
}
$fibers = [];
$resume = function () use (&$fibers) {
    $used = memory_get_usage();
    foreach ($fibers as $fiber) {
        $fiber->resume();
    }
    say(json_encode(memory_get_usage() - $used < 1000000));
};
$s = serve(function (appnetServer $server) use (&$fibers, $resume) {
    $server->setOption(APPNET_OPT_TASK_WORKER_NUM, 1);
    register_shutdown_function($resume);
    $server->on(APPNET_EVENT_TASK, function () {});
    $server->on(APPNET_EVENT_RECV, function ($server) { exit; });
}, ['start' => function ($server) use (&$fibers) {
    foreach (['addAsynTask' => [new Slow], 'taskCallback' => [new Slow, 1, 0]] as $method => $arguments) {
        $fibers[] = $fiber = new Fiber(function () use ($server, $method, $arguments) {
            say(thrown(function () use ($server, $method, $arguments) { $server->$method(...$arguments); }));
        });
        $fiber->start();
    }
}]);
$c = $s->tcp();
$c->write('x');
echo $s->heard(), "\n", $s->heard(), "\n", $s->heard(), "\n";
?>
--EXPECT--
appnetException: addAsynTask() works inside the server's callbacks only: the server has stopped
appnetException: taskCallback() works inside the server's callbacks only: the server has stopped
true
