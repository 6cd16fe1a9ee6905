--TEST--
ws: silence is pinged, and closed when nothing comes back; so is that of tcp, if it is wanted
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->setOption(APPNET_WS_PING, 500);
    $server->setOption(APPNET_WS_TIMEOUT, 4000);
    $server->setOption(APPNET_TCP_TIMEOUT, 1500);
    $server->on(APPNET_EVENT_RECV, function ($server, $fd, $data) { $server->send($fd, $data); });
    $server->on(APPNET_EVENT_CLOSE, function ($server, $fd) { say($server->getHeader()['Protocol'] . ' closed'); });
});
$ws = $s->ws();
for ($i = 0; $i < 10; $i++) { // longer than the timeout: it answers, so it lives
    echo $ws->read(2) === "\x89\x00" ? 'ping ' : 'no ping ';
    $ws->frame(0x8a, '');
}
echo "\n";
while (!$ws->ended()) {
    $ws->read(2); // it does not answer any more
}
echo $s->heard(), "\n";
$tcp = $s->tcp();
$tcp->write('hello');
echo $tcp->rest(), ' ', $s->heard(), "\n";
?>
--EXPECT--
ping ping ping ping ping ping ping ping ping ping 
WEBSOCKET closed
hello TCP closed
