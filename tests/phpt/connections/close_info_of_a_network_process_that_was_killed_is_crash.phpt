--TEST--
close info: of a network process that was killed is crash
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->on(APPNET_EVENT_RECV, function ($server, $fd, $data) { $server->send($fd, $data); });
    $server->on(APPNET_EVENT_CLOSE, function ($server) { say($server->getHeader()['Protocol'] . ' ' . json_encode($server->closeInfo())); });
});
$ws = $s->ws();
$tcp = $s->tcp();
$tcp->write('hello');
$tcp->read(5);
kill($s->net(), SIGKILL);
echo implode("\n", $s->heardSorted(2)), "\n";
?>
--EXPECT--
TCP {"code":0,"reason":"","cause":"crash"}
WEBSOCKET {"code":1006,"reason":"","cause":"crash"}
