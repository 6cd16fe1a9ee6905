--TEST--
config: a listener must be callable
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$server = new appnetServer('127.0.0.1', 0);
foreach (['no_such_function', [$server, 'noSuchMethod'], 'NoSuchClass::method', [], 5, null] as $callback) {
    echo thrown(function () use ($server, $callback) { $server->on(APPNET_EVENT_RECV, $callback); }), "\n";
}
?>
--EXPECTF--
TypeError: %s
TypeError: %s
TypeError: %s
TypeError: %s
TypeError: %s
TypeError: %s
