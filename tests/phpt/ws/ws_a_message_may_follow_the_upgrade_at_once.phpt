--TEST--
ws: a message may follow the upgrade at once
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = echoing();
$c = $s->web();
$c->write("GET / HTTP/1.1\r\nHost: test\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
    . "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n\x81\x82\0\0\0\0hi");
echo preg_match('~Sec-WebSocket-Accept: (.*)\r~', $c->until("\r\n\r\n"), $m) ? "$m[1]\n" : '';
echo bin2hex($c->read(4)), "\n";
?>
--EXPECT--
s3pPLMBiTxaQ9kYGzzhZRbK+xOo=
81026869
