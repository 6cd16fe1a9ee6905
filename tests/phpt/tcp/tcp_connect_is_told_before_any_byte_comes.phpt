--TEST--
tcp: connect is told before any byte comes
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->on(APPNET_EVENT_CONNECT, function ($server, $fd) { say("connect $fd"); });
    $server->on(APPNET_EVENT_CLOSE, function ($server, $fd) { say("close $fd"); });
});
$c = $s->tcp();
echo $s->heard(), "\n";
$c->close();
echo $s->heard(), "\n";
?>
--EXPECT--
connect 1
close 1
