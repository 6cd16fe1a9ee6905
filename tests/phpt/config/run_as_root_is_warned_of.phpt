--TEST--
run: as root is warned of, and as anybody else not
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = echoing();
$root = (bool) preg_match('~^Uid:\s+\d+\s+0\s~m', file_get_contents("/proc/$s->pid/status"));
$s->stop();
var_dump($root === (bool) preg_match('~warning: this server runs as root~', $s->log()));
?>
--EXPECT--
bool(true)
