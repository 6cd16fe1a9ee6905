--TEST--
config: an object cannot be cloned
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$server = new appnetServer('127.0.0.1', 0);
echo thrown(function () use ($server) { clone $server; }), "\n";
?>
--EXPECT--
Error: Trying to clone an uncloneable object of class appnetServer
