--TEST--
write: what waits in vain ends the answer, so that its client sees it
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function (appnetServer $server, $fd) {
    $server->write($fd, 'begin;');
    $piece = str_repeat('x', 1 << 20);
    for ($i = 0, $refused = 0; $i < 40 && $refused < 3; $i++) {
        if ($server->write($fd, $piece, 10) !== false) {
            continue;
        }
        if ($refused++ === 0) {
            say($server->lastError() === APPNET_ERROR_FULL ? 'full' : 'not full');
        }
    }
    say($server->write($fd, 'a piece behind the hole') === false ? 'false' : 'sent');
    say($server->end($fd) === false ? 'false' : 'ended');
    say($server->lastError() === APPNET_ERROR_GONE ? 'gone' : 'not gone');
});
foreach (['1.1' => "GET / HTTP/1.1\r\nHost: x\r\n\r\n", '1.0' => "GET / HTTP/1.0\r\n\r\n"] as $version => $request) {
    $c = $s->tcp();
    $c->write($request);
    echo $s->heard(), ' ', $s->heard(), ' ', $s->heard(), ' ', $s->heard(), "\n";
    $answer = $c->rest();
    echo strpos($answer, 'begin;') ? 'begun, ' : '', strpos($answer, 'hole') || substr($answer, -5) === "0\r\n\r\n" ? 'ended as if it were whole' : 'not ended', "\n";
}
?>
--EXPECT--
full false false gone
begun, not ended
full false false gone
begun, not ended
