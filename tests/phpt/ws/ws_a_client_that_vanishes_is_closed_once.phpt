--TEST--
ws: a client that vanishes is closed once
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->on(APPNET_EVENT_CLOSE, function ($server, $fd) { say("close $fd " . $server->getHeader()['Protocol']); });
    $server->on(APPNET_EVENT_FINAL, function () { say('final'); });
});
$ws = $s->ws();
$ws->frame(0x01, 'half a mess');
$ws->close();
echo $s->heard(), "\n";
$s->stop();
echo $s->heard(), "\n";
?>
--EXPECT--
close 1 WEBSOCKET
final
