--TEST--
config: run works once
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function () {}, ['after' => function (appnetServer $server) {
    say(thrown(function () use ($server) { $server->run(); }));
    say(thrown(function () use ($server) { $server->setOption(APPNET_OPT_WORKER_NUM, 2); }));
}]);
$s->stop();
echo $s->heard(), "\n", $s->heard(), "\n";
?>
--EXPECT--
appnetException: the server has run: make a new appnetServer to run again
appnetException: setOption() must be called before run()
