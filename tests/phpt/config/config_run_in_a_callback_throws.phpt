--TEST--
config: run in a callback throws
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function () {}, ['start' => function (appnetServer $server) {
    say(thrown(function () use ($server) { $server->run(); }));
}]);
echo $s->heard(), "\n";
?>
--EXPECT--
appnetException: the server is running already
