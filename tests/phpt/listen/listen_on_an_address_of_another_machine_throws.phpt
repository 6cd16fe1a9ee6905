--TEST--
listen: on an address of another machine throws
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$server = new appnetServer('192.0.2.1', 8080);
echo thrown(function () use ($server) { $server->run(); }), "\n";
?>
--EXPECT--
appnetException: cannot listen on 192.0.2.1 port 8080: address not available on this machine: use 0.0.0.0 for every IPv4 address, or :: for IPv6 as well
