--TEST--
close: who has it told exists no more
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->on(APPNET_EVENT_CONNECT, function ($server, $fd) { say(json_encode($server->exists($fd))); });
    $server->on(APPNET_EVENT_CLOSE, function ($server, $fd) { say(json_encode($server->exists($fd))); });
});
$c = $s->tcp();
echo $s->heard(), "\n";
$c->shutWrite();
echo $s->heard(), "\n";
?>
--EXPECT--
true
false
