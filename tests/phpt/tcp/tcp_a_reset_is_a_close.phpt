--TEST--
tcp: a reset is a close
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->on(APPNET_EVENT_CONNECT, function ($server, $fd) { $server->send($fd, str_repeat('x', 100)); });
    $server->on(APPNET_EVENT_CLOSE, function ($server, $fd) { say("close $fd"); });
});
$c = $s->tcp();
$c->read(1);
$c->close(); // with bytes unread: a reset
echo $s->heard(), "\n";
?>
--EXPECT--
close 1
