--TEST--
listen: tcp only takes every byte as it is
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = echoing([APPNET_OPT_PROTO_TYPE => APPNET_PROTO_TCP_ONLY]);
$c = $s->tcp();
$c->write("GET / HTTP/1.1\r\nHost: test\r\n\r\n");
echo $c->read(30), "|\n";
$c->write("\x16\x03\x01\x00\xa5\x01\x00\x00\xa1\x03\x03");
echo bin2hex($c->read(11)), "\n";
?>
--EXPECTF--
GET / HTTP/1.1
Host: test

|
16030100a5010000a10303
