--TEST--
ws: sending invalid utf8 throws
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd, $data) {
    $server->send($fd, thrown(function () use ($server, $fd) { $server->send($fd, "\xff"); }));
});
$ws = $s->ws();
$ws->text('x');
echo $ws->next(), "\n";
?>
--EXPECT--
text: InvalidArgumentException: a WebSocket text message must be valid UTF-8
