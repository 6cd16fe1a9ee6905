--TEST--
listen: the silent make room for who speaks
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = echoing([APPNET_OPT_MAX_CONNECTION => 3]);
$silent = [$s->tcp(), $s->tcp(), $s->tcp()];
for ($tries = microtime(true) + LIMIT; microtime(true) < $tries;) { /* until they have been silent for a second */
    $c = $s->tcp();
    try { $c->write('in'); } catch (RuntimeException $e) { continue; }
    if ($c->read(2) === 'in') break;
}
$c->write('and stays');
echo $c->read(9), "\n";
var_dump($silent[0]->ended());
$silent[1]->write('here');
echo $silent[1]->read(4), "\n";
?>
--EXPECT--
and stays
bool(true)
here
