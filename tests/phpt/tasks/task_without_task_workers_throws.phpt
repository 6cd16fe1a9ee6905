--TEST--
task: without task workers throws
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function () {}, ['start' => function (appnetServer $server) {
    say(thrown(function () use ($server) { $server->addAsynTask('x'); }));
}]);
echo $s->heard(), "\n";
?>
--EXPECT--
appnetException: there are no task workers: set APPNET_OPT_TASK_WORKER_NUM
