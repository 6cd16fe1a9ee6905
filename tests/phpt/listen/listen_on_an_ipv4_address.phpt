--TEST--
listen: on an ipv4 address
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = echoing();
$c = $s->tcp();
$c->write('hello');
echo $c->read(5), "\n";
?>
--EXPECT--
hello
