--TEST--
ws: a close of the client is answered
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->on(APPNET_EVENT_CLOSE, function ($server, $fd) { say("close $fd"); });
    $server->on(APPNET_EVENT_FINAL, function () { say('final'); });
});
foreach ([pack('n', 1000) . 'bye', pack('n', 4999), ''] as $payload) {
    $ws = $s->ws();
    $ws->frame(0x88, $payload);
    echo $ws->next(), ' ', $ws->next(), ' ', preg_replace('~\d+~', 'N', $s->heard()), "\n";
    $ws->close();
}
$s->stop();
echo $s->heard(), "\n";
?>
--EXPECT--
close: 1000 end close N
close: 4999 end close N
close end close N
final
