--TEST--
config: a port has options of its own for silence alone
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$server = new appnetServer('127.0.0.1', 0);
foreach ([[APPNET_WS_PING => 5], [APPNET_WS_PING => -1], [APPNET_WS_TIMEOUT => 'long'], [APPNET_OPT_WORKER_NUM => 2], [99999 => 1], ['ping' => 1]] as $options) {
    echo thrown(function () use ($server, $options) { $server->listenWebsocket(0, $options); }), "\n";
}
?>
--EXPECTF--
nothing is thrown
InvalidArgumentException: APPNET_WS_PING must be an integer from 0 to 2073600000 (milliseconds), -1 given
TypeError: %s
InvalidArgumentException: a port has options of its own for APPNET_WS_PING, APPNET_WS_TIMEOUT, APPNET_TCP_TIMEOUT and APPNET_TCP_FIRST_BYTE alone
InvalidArgumentException: a port has options of its own for APPNET_WS_PING, APPNET_WS_TIMEOUT, APPNET_TCP_TIMEOUT and APPNET_TCP_FIRST_BYTE alone
InvalidArgumentException: a port has options of its own for APPNET_WS_PING, APPNET_WS_TIMEOUT, APPNET_TCP_TIMEOUT and APPNET_TCP_FIRST_BYTE alone
