--TEST--
write: waits up to a minute, and no other time
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function (appnetServer $server, $fd) {
    $told = [];
    foreach ([-1, 60001] as $ms) {
        $told[] = thrown(function () use ($server, $fd, $ms) { $server->write($fd, 'x', $ms); });
        $told[] = thrown(function () use ($server, $fd, $ms) { $server->end($fd, 'x', $ms); });
    }
    $server->write($fd, implode("\n", $told) . "\n", 0);
    $server->end($fd, 'whole', 60000);
});
$c = $s->tcp();
$c->write("GET / HTTP/1.0\r\n\r\n");
$c->until("\r\n\r\n");
echo $c->rest(), "\n";
?>
--EXPECT--
InvalidArgumentException: a piece waits 0 to 60000 milliseconds for room, -1 given
InvalidArgumentException: a piece waits 0 to 60000 milliseconds for room, -1 given
InvalidArgumentException: a piece waits 0 to 60000 milliseconds for room, 60001 given
InvalidArgumentException: a piece waits 0 to 60000 milliseconds for room, 60001 given
whole
