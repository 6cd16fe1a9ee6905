--TEST--
send: of the largest message works and one byte more throws
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd) {
    say(json_encode($server->send($fd, str_repeat('x', 8 << 20))));
    say(thrown(function () use ($server, $fd) { $server->send($fd, str_repeat('x', (8 << 20) + 1)); }));
});
$c = $s->tcp();
$c->write('x');
echo strlen($c->read(8 << 20)), "\n", $s->heard(), "\n", $s->heard(), "\n";
?>
--EXPECT--
8388608
8388608
InvalidArgumentException: a message of 8388609 bytes is longer than APPNET_OPT_MAX_MESSAGE, 8388608
