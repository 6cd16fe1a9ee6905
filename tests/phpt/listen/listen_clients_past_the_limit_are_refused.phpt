--TEST--
listen: clients past the limit are refused
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = echoing([APPNET_OPT_MAX_CONNECTION => 2]);
$a = $s->tcp();
$b = $s->tcp();
$a->write('a');
$b->write('b');
echo $a->read(1), $b->read(1), "\n";
$c = $s->tcp();
var_dump($c->ended());
$a->write('still here');
echo $a->read(10), "\n";
?>
--EXPECT--
ab
bool(true)
still here
