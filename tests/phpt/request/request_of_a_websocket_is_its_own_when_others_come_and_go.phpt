--TEST--
request: of a websocket is its own when others have come and gone before its worker reads
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $tell = fn ($server) => say(substr($server->getHeader()['X-Name'] ?? 'none', 0, 3) . strlen($server->getHeader()['X-Name'] ?? ''));
    $server->on(APPNET_EVENT_RECV, $tell);
    $server->on(APPNET_EVENT_CLOSE, $tell);
}, ['start' => function () { say((string) getmypid()); }]);
$pid = (int) $s->heard();
kill($pid, SIGSTOP);
for ($i = 100; $i < 150; $i++) {
    $ws = $s->ws('/', ['X-Name' => str_repeat((string) $i, $i)]);
    $ws->text('hello');
    $ws->frame(0x89, 'x');
    $pong = [$ws->stream];
    stream_select($pong, $none, $none, LIMIT); // the network process has told the message;
    $ws->close(); // with the pong unread, a reset, which is told at once: the next client is in its place
}
kill($pid, SIGCONT);
$wrong = 0;
for ($i = 100; $i < 150; $i++) {
    $want = $i . 3 * $i;
    $wrong += ($s->heard() !== $want) + ($s->heard() !== $want);
}
echo $wrong, "\n";
?>
--EXPECT--
0
