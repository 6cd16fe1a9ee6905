--TEST--
config: a listener is added by three names
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$server = new appnetServer('127.0.0.1', 0);
var_dump($server->on(APPNET_EVENT_RECV, 'strlen'));
var_dump($server->addEventListener(APPNET_EVENT_RECV, 'strlen'));
var_dump($server->setEventCallback(APPNET_EVENT_RECV, 'strlen'));
?>
--EXPECT--
bool(true)
bool(true)
bool(true)
