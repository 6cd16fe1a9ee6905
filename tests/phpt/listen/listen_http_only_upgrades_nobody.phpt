--TEST--
listen: http only upgrades nobody
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function (appnetServer $server, int $fd) {
    $server->send($fd, $server->getHeader()['Protocol']);
}, [APPNET_OPT_PROTO_TYPE => APPNET_PROTO_HTTP_ONLY]);
echo $s->http('GET', '/', ['Upgrade' => 'websocket', 'Connection' => 'Upgrade', 'Sec-WebSocket-Version' => '13',
    'Sec-WebSocket-Key' => base64_encode(str_repeat('k', 16))]), "\n";
?>
--EXPECT--
200 HTTP
