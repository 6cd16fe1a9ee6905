--TEST--
http: a long head gets a 431
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = echoing();
$c = $s->web();
$c->write("GET / HTTP/1.1\r\nHost: test\r\nX: " . str_repeat('x', 40000) . "\r\n\r\n");
echo $c->answer()->status, "\n", $s->http('GET', '/', ['X' => str_repeat('x', 30000)])->status, "\n";
?>
--EXPECT--
431
200
