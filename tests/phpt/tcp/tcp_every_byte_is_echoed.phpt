--TEST--
tcp: every byte is echoed
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$all = implode('', array_map('chr', range(0, 255)));
$s = echoing();
$c = $s->tcp();
$c->write($all);
var_dump($c->read(256) === $all);
?>
--EXPECT--
bool(true)
