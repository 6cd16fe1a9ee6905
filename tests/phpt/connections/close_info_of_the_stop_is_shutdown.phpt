--TEST--
close info: of the stop is shutdown
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
$s->signal(SIGTERM);
echo implode("\n", $s->heardSorted(2)), "\n", $ws->next(), "\n";
?>
--EXPECT--
TCP {"code":0,"reason":"","cause":"shutdown"}
WEBSOCKET {"code":1001,"reason":"","cause":"shutdown"}
close: 1001
