--TEST--
open: keeps what comes behind the upgrade
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = opening(function () {});
$c = $s->web();
$c->write("GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
    . "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n\x81\x82\0\0\0\0hi\x81\x83\0\0\0\0you");
echo strtok($c->until("\r\n\r\n"), "\r"), "\n", bin2hex($c->read(9)), "\n";
?>
--EXPECT--
HTTP/1.1 101 Switching Protocols
810268698103796f75
