--TEST--
config: fewer connections than reactors cannot run
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$server = new appnetServer('127.0.0.1', 0);
$server->setOption(APPNET_OPT_REACTOR_NUM, 4);
$server->setOption(APPNET_OPT_MAX_CONNECTION, 3);
echo thrown(function () use ($server) { $server->run(); }), "\n";
?>
--EXPECT--
appnetException: max_connections must not be below the number of reactors
