--TEST--
timer: with a misspelt callback throws
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function () {}, ['start' => function (appnetServer $server) {
    foreach (['noSuchFunction', 42, [], null] as $callback) {
        say(thrown(function () use ($server, $callback) { $server->timerAdd(1, $callback); }));
    }
    say(thrown(function () use ($server) { $server->timerAfter(1, 'noSuchFunction'); }));
}]);
for ($i = 0; $i < 5; $i++) {
    echo $s->heard(), "\n";
}
?>
--EXPECTF--
InvalidArgumentException: the timer's callback cannot be called: %snoSuchFunction%s (a flag instead needs an APPNET_EVENT_TIMER listener)
InvalidArgumentException: the timer's callback cannot be called: %s (a flag instead needs an APPNET_EVENT_TIMER listener)
InvalidArgumentException: the timer's callback cannot be called: %s (a flag instead needs an APPNET_EVENT_TIMER listener)
InvalidArgumentException: the timer's callback cannot be called: %s (a flag instead needs an APPNET_EVENT_TIMER listener)
TypeError: %snoSuchFunction%S
