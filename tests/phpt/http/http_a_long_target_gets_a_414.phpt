--TEST--
http: a long target gets a 414
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = echoing();
$c = $s->web();
$c->write('GET /' . str_repeat('x', 8192) . " HTTP/1.1\r\nHost: test\r\n\r\n");
echo $c->answer()->status, "\n", $s->http('GET', '/' . str_repeat('x', 8000))->status, "\n";
?>
--EXPECT--
414
200
