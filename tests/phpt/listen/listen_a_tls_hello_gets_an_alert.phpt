--TEST--
listen: a tls hello gets an alert
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = echoing();
$c = $s->tcp();
$c->write("\x16\x03\x01\x00\xa5\x01\x00\x00\xa1\x03\x03" . str_repeat('r', 32));
echo bin2hex($c->rest()), "\n";
?>
--EXPECT--
15030100020228
