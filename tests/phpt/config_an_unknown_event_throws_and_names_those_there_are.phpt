--TEST--
config: an unknown event throws and names those there are
--FILE--
<?php
require __DIR__ . '/inc/harness.inc';

$server = new appnetServer('127.0.0.1', 0);
foreach ([0, 99, -1, 'RECV'] as $event) {
    echo thrown(function () use ($server, $event) { $server->on($event, 'strlen'); }), "\n";
}
?>
--EXPECTF--
InvalidArgumentException: unknown event; there are APPNET_EVENT_CONNECT, APPNET_EVENT_RECV, APPNET_EVENT_CLOSE, APPNET_EVENT_START, APPNET_EVENT_FINAL, APPNET_EVENT_TIMER, APPNET_EVENT_TASK, APPNET_EVENT_TASK_CB, APPNET_EVENT_OPEN, APPNET_EVENT_MESSAGE
InvalidArgumentException: unknown event; there are APPNET_EVENT_CONNECT, APPNET_EVENT_RECV, APPNET_EVENT_CLOSE, APPNET_EVENT_START, APPNET_EVENT_FINAL, APPNET_EVENT_TIMER, APPNET_EVENT_TASK, APPNET_EVENT_TASK_CB, APPNET_EVENT_OPEN, APPNET_EVENT_MESSAGE
InvalidArgumentException: unknown event; there are APPNET_EVENT_CONNECT, APPNET_EVENT_RECV, APPNET_EVENT_CLOSE, APPNET_EVENT_START, APPNET_EVENT_FINAL, APPNET_EVENT_TIMER, APPNET_EVENT_TASK, APPNET_EVENT_TASK_CB, APPNET_EVENT_OPEN, APPNET_EVENT_MESSAGE
TypeError: %s
