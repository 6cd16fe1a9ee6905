--TEST--
listen: websocket mix speaks tcp and websocket
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function (appnetServer $server, int $fd, string $data) {
    $server->send($fd, $server->getHeader()['Protocol'] . " $data");
}, [APPNET_OPT_PROTO_TYPE => APPNET_PROTO_WEBSOCKET_MIX]);
$c = $s->tcp();
$c->write('one');
$ws = $s->ws();
$ws->text('two');
echo $c->read(7), "\n", $ws->next(), "\n", $s->http('GET', '/')->status, "\n";
?>
--EXPECT--
TCP one
text: WEBSOCKET two
426
