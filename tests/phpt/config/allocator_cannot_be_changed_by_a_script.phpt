--TEST--
allocator: a script cannot change it
--FILE--
<?php
$before = ini_get('appnet.allocator');
var_dump(ini_set('appnet.allocator', $before === 'system' ? 'tcmalloc' : 'system'));
$server = new appnetServer('127.0.0.1', 0);
var_dump($server->getInfo()['allocator'] === $before);
?>
--EXPECT--
bool(false)
bool(true)
