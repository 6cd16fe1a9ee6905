--TEST--
ws: a kept http connection may be upgraded
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd, $data) { $server->send($fd, $server->getHeader()['Protocol']); });
$ws = new WsClient($s->address());
$ws->write("GET / HTTP/1.1\r\nHost: test\r\n\r\n");
echo trim($ws->until('HTTP/1.1 200 OK')), "\n";
$ws->until("\r\n\r\nHTTP");
$ws->upgrade();
$ws->text('x');
echo $ws->next(), "\n";
?>
--EXPECT--
HTTP/1.1 200 OK
text: WEBSOCKET
