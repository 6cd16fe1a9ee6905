--TEST--
config: the constructor works once
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$server = new appnetServer('127.0.0.1', 0);
echo thrown(function () use ($server) { $server->__construct('127.0.0.2', 0); }), "\n";
echo $server->getInfo()['host'], "\n";
?>
--EXPECT--
appnetException: appnetServer::__construct() has been called already
127.0.0.1
