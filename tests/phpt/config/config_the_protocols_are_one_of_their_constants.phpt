--TEST--
config: the protocols are one of their constants
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$server = new appnetServer('127.0.0.1', 0);
foreach ([APPNET_PROTO_TCP_ONLY, APPNET_PROTO_HTTP_ONLY, APPNET_PROTO_WEBSOCKET_ONLY, APPNET_PROTO_HTTP_MIX, APPNET_PROTO_WEBSOCKET_MIX,
    APPNET_PROTO_MIX, 0, 6, 8, 'TCP'] as $value) {
    echo thrown(function () use ($server, $value) { $server->setOption(APPNET_OPT_PROTO_TYPE, $value); }), "\n";
}
?>
--EXPECTF--
nothing is thrown
nothing is thrown
nothing is thrown
nothing is thrown
nothing is thrown
nothing is thrown
InvalidArgumentException: APPNET_OPT_PROTO_TYPE must be one of APPNET_PROTO_TCP_ONLY, APPNET_PROTO_HTTP_ONLY, APPNET_PROTO_WEBSOCKET_ONLY, APPNET_PROTO_HTTP_MIX, APPNET_PROTO_WEBSOCKET_MIX, APPNET_PROTO_MIX, 0 given
InvalidArgumentException: APPNET_OPT_PROTO_TYPE must be one of APPNET_PROTO_TCP_ONLY, APPNET_PROTO_HTTP_ONLY, APPNET_PROTO_WEBSOCKET_ONLY, APPNET_PROTO_HTTP_MIX, APPNET_PROTO_WEBSOCKET_MIX, APPNET_PROTO_MIX, 6 given
InvalidArgumentException: APPNET_OPT_PROTO_TYPE must be one of APPNET_PROTO_TCP_ONLY, APPNET_PROTO_HTTP_ONLY, APPNET_PROTO_WEBSOCKET_ONLY, APPNET_PROTO_HTTP_MIX, APPNET_PROTO_WEBSOCKET_MIX, APPNET_PROTO_MIX, 8 given
TypeError: %s
