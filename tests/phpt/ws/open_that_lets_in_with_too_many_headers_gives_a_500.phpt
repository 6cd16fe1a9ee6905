--TEST--
open: that lets a client in with more headers than an answer holds gives it a 500
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = opening(function ($server) { $server->setHeader('X-A', str_repeat('x', 600000)); });
echo $s->refused()->status, ' ', preg_match('~Uncaught InvalidArgumentException: the headers of an answer are longer~', $s->log()), "\n";
?>
--EXPECT--
500 1
