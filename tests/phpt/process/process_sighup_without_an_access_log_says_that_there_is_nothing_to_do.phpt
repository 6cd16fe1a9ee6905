--TEST--
process: sighup without an access log stops nothing while the terminal is there, if there is one, and the log says what it would do
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = echoing();
$s->signal(SIGHUP);
$s->logged('~SIGHUP: there is no access log to open anew; SIGTERM stops~');
$c = $s->tcp();
$c->write('goes on');
echo $c->read(7), "\n", $s->stop(), "\n";
?>
--EXPECT--
goes on
0
