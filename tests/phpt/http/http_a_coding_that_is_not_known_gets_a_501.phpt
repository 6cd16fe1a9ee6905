--TEST--
http: a coding that is not known gets a 501
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = echoing();
$c = $s->web();
$c->write("POST / HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n");
echo $c->answer()->status, "\n";
?>
--EXPECT--
501
