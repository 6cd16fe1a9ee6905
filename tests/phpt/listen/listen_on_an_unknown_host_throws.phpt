--TEST--
listen: on an unknown host throws
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$server = new appnetServer('no..host', 80);
echo thrown(function () use ($server) { $server->run(); }), "\n";
?>
--EXPECT--
appnetException: cannot listen on no..host port 80: host name cannot be resolved
