--TEST--
listen: http mix speaks tcp and http
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function (appnetServer $server, int $fd, string $data) {
    $server->send($fd, $server->getHeader()['Protocol'] . " $data");
}, [APPNET_OPT_PROTO_TYPE => APPNET_PROTO_HTTP_MIX]);
$c = $s->tcp();
$c->write('one');
echo $c->read(7), "\n", $s->http('POST', '/', [], 'two'), "\n";
echo $s->http('GET', '/', ['Upgrade' => 'websocket', 'Connection' => 'Upgrade', 'Sec-WebSocket-Version' => '13',
    'Sec-WebSocket-Key' => base64_encode(str_repeat('k', 16))]), "\n";
?>
--EXPECT--
TCP one
200 HTTP two
200 HTTP
