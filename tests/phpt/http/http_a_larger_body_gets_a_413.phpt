--TEST--
http: a larger body gets a 413
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = echoing([APPNET_OPT_MAX_MESSAGE => 10]);
echo $s->http('POST', '/', [], 'ten bytes!'), "\n";
$c = $s->web();
$c->write("POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 11\r\n\r\n");
$answer = $c->answer();
echo $answer->status, ' ', $answer->reason, ' ', $answer->headers['connection'], "\n";
$c = $s->web();
$c->write("POST / HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n6\r\n123456\r\n5\r\n");
echo $c->answer()->status, "\n";
?>
--EXPECT--
200 ten bytes!
413 Content Too Large close
413
