--TEST--
task: that cannot be serialised throws
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->setOption(APPNET_OPT_TASK_WORKER_NUM, 1);
    $server->on(APPNET_EVENT_TASK, function ($server, $data) { say("task $data"); });
}, ['start' => function (appnetServer $server) {
    if ($server->getInfo()['role'] === 'worker') {
        say(thrown(function () use ($server) { $server->addAsynTask(function () {}); }));
        say(thrown(function () use ($server) { $server->addAsynTask(['deep' => [$server]]); }));
        $server->addAsynTask('goes on');
    }
}]);
echo $s->heard(), "\n", $s->heard(), "\n", $s->heard(), "\n";
?>
--EXPECT--
Exception: Serialization of 'Closure' is not allowed
Exception: Serialization of 'appnetServer' is not allowed
task goes on
