--TEST--
open: is asked between connect and the first message
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->on(APPNET_EVENT_CONNECT, function () { say('connect'); });
    $server->on(APPNET_EVENT_OPEN, function ($server, $fd, $request) { say('open ' . gettype($fd)); });
    $server->on(APPNET_EVENT_RECV, function ($server, $fd, $data) { say("recv $data"); });
    $server->on(APPNET_EVENT_CLOSE, function () { say('close'); });
});
$c = $s->ws('/');
$c->text('hello');
echo $s->heard(), "\n", $s->heard(), "\n", $s->heard(), "\n";
$c->close();
echo $s->heard(), "\n";
?>
--EXPECT--
connect
open integer
recv hello
close
