--TEST--
write: another piece than the refused one ends the answer
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function (appnetServer $server, $fd) {
    $n = 0;
    do {
        $piece = str_repeat('x', (1 << 20) - 10) . sprintf('%010d', $n++);
    } while ($server->write($fd, $piece, 0) !== false);
    say($server->lastError() === APPNET_ERROR_FULL ? 'full' : 'not full');
    say($server->write($fd, $piece, 0) === false && $server->lastError() === APPNET_ERROR_FULL ? 'still full' : 'not full');
    say($server->write($fd, 'another piece', 0) === false ? 'false' : 'sent');
    say($server->lastError() === APPNET_ERROR_GONE ? 'gone' : 'not gone');
});
$c = $s->tcp();
$c->write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
echo $s->heard(), ', ', $s->heard(), ', ', $s->heard(), ', ', $s->heard(), "\n";
$answer = $c->rest();
echo strpos($answer, 'another') || substr($answer, -5) === "0\r\n\r\n" ? 'ended as if it were whole' : 'not ended', "\n";
?>
--EXPECT--
full, still full, false, gone
not ended
