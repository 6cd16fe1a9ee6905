--TEST--
config: an object cannot be serialised
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$server = new appnetServer('127.0.0.1', 0);
echo thrown(function () use ($server) { serialize($server); }), "\n";
?>
--EXPECT--
Exception: Serialization of 'appnetServer' is not allowed
