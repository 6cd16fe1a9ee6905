--TEST--
listen: on port 0 takes a free port
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$a = echoing();
$b = echoing();
var_dump($a->port > 0, $b->port > 0, $a->port !== $b->port);
?>
--EXPECT--
bool(true)
bool(true)
bool(true)
