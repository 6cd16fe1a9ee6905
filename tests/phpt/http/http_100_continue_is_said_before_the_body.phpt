--TEST--
http: 100 continue is said before the body
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = echoing();
$c = $s->web();
$c->write("POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
echo trim($c->until("\r\n\r\n")), "\n";
$c->write('hello');
echo $c->answer(), "\n";
?>
--EXPECT--
HTTP/1.1 100 Continue
200 hello
