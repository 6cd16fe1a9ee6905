--TEST--
config: a port out of range throws
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

echo thrown(function () { new appnetServer('127.0.0.1', -1); }), "\n";
echo thrown(function () { new appnetServer('127.0.0.1', 65536); }), "\n";
$server = new appnetServer('127.0.0.1', 65535);
echo thrown(function () use ($server) { $server->listenHttp(-1); }), "\n";
echo thrown(function () use ($server) { $server->listenWebsocket(65536); }), "\n";
?>
--EXPECT--
InvalidArgumentException: a port is a number from 0 (any free one) to 65535, -1 given
InvalidArgumentException: a port is a number from 0 (any free one) to 65535, 65536 given
InvalidArgumentException: a port is a number from 0 (any free one) to 65535, -1 given
InvalidArgumentException: a port is a number from 0 (any free one) to 65535, 65536 given
