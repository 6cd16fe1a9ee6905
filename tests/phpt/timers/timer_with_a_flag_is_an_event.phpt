--TEST--
timer: with a flag is an event
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->on(APPNET_EVENT_TIMER, function ($server, $id, $flag) {
        $server->timerRemove($id);
        say(json_encode([is_int($id), $flag]));
    });
}, ['start' => function (appnetServer $server) {
    $server->timerAdd(1, 'a flag');
    $server->timerAdd(5, 42);
    $server->timerAdd(9, 'other', 'these are not given');
}]);
echo $s->heard(), "\n", $s->heard(), "\n", $s->heard(), "\n";
?>
--EXPECT--
[true,"a flag"]
[true,42]
[true,"other"]
