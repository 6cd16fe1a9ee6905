--TEST--
http: chunks are one body
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd, $data) { $server->send($fd, strlen($data) . " $data"); });
$c = $s->web();
$c->write("POST / HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n1;x=y\r\n \r\n");
$c->write("00a\r\nbig world!\r\n0\r\nTrailer: x\r\n\r\n");
echo $c->answer(), "\n";
?>
--EXPECT--
200 16 hello big world!
