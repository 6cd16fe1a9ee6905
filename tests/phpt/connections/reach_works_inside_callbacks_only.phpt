--TEST--
reach: works inside callbacks only
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$server = new appnetServer('127.0.0.1', 0);
echo thrown(function () use ($server) { $server->connectionInfo(1); }), "\n";
echo thrown(function () use ($server) { $server->connections(); }), "\n";
?>
--EXPECT--
appnetException: connectionInfo() works inside the server's callbacks only: call run() first
appnetException: connections() works inside the server's callbacks only: call run() first
