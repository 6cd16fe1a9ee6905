--TEST--
timer: after takes no flag
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->on(APPNET_EVENT_TIMER, function () { say('fired'); });
}, ['start' => function (appnetServer $server) {
    say(strtok(thrown(function () use ($server) { $server->timerAfter(1, 'a flag'); }), ':'));
    say(strtok(thrown(function () use ($server) { $server->timerAdd(1, ['no', 'such']); }), ':'));
}]);
echo $s->heard(), "\n", $s->heard(), "\n";
?>
--EXPECT--
TypeError
InvalidArgumentException
