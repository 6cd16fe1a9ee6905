--TEST--
config: what needs a running server throws after it has stopped
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function () {}, ['after' => function (appnetServer $server) {
    say(thrown(function () use ($server) { $server->send(1, ''); }));
    say(thrown(function () use ($server) { $server->timerAdd(1, 'strlen'); }));
}]);
$s->stop();
echo $s->heard(), "\n", $s->heard(), "\n";
?>
--EXPECT--
appnetException: send() works inside the server's callbacks only: the server has stopped
appnetException: timerAdd() works inside the server's callbacks only: the server has stopped
