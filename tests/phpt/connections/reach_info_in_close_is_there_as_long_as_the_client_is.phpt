--TEST--
reach: info in close is there as long as the client is
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->on(APPNET_EVENT_RECV, function ($server, $fd) { $server->close($fd); });
    $server->on(APPNET_EVENT_CLOSE, function ($server, $fd) {
        $info = $server->connectionInfo($fd);
        say($info ? $info['state'] : 'gone');
    });
});
$c = $s->tcp(); // has ended its side alone: may be sent last words
$c->shutWrite();
echo $s->heard(), "\n";
$c = $s->ws(); // does not answer the close frame
$c->text('close');
echo $s->heard(), "\n";
$c = $s->ws(); // may be sent last words, too
$c->shutWrite();
echo $s->heard(), "\n";
$c = $s->ws();
$c->frame(0x89, 'x');
$pong = [$c->stream];
stream_select($pong, $none, $none, LIMIT);
$c->close(); // with a pong unread: a reset
echo $s->heard(), "\n";
?>
--EXPECT--
open
closing
open
gone
