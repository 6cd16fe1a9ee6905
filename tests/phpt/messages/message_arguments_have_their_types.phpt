--TEST--
message: arguments have their types
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->on(APPNET_EVENT_MESSAGE, function (...$arguments) {
        say(implode(', ', array_map('gettype', $arguments)));
    });
}, ['start' => function (appnetServer $server) { $server->sendMessage(0, 'x'); }]);
echo $s->heard(), "\n";
?>
--EXPECT--
object, integer, string
