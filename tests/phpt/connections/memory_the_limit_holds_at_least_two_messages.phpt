--TEST--
memory: the limit holds at least two messages
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$server = new appnetServer('127.0.0.1', 0);
$server->setOption(APPNET_OPT_MAX_BUFFERED, 16 << 20);
$server->setOption(APPNET_OPT_MAX_MESSAGE, (8 << 20) + 1);
$server->on(APPNET_EVENT_RECV, function () {});
echo thrown(function () use ($server) { $server->run(); }), "\n";
echo thrown(function () use ($server) { $server->setOption(APPNET_OPT_MAX_BUFFERED, -1); }), "\n";
?>
--EXPECT--
appnetException: max_buffered must be at least twice max_message, or 0
InvalidArgumentException: APPNET_OPT_MAX_BUFFERED must be an integer from 0 to 1099511627776, -1 given
