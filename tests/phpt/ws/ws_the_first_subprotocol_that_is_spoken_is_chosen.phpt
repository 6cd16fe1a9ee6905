--TEST--
ws: the first subprotocol that is spoken is chosen
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function () {}, [APPNET_WS_PROTOCOLS => 'v1.chat, v2.chat']);
foreach (['v2.chat, v1.chat', 'v0.chat, v1.chat', 'v0.chat'] as $offers) {
    $head = $s->ws('/', ['Sec-WebSocket-Protocol' => $offers])->head;
    echo preg_match('~^Sec-WebSocket-Protocol: (.*)\r$~m', $head, $m) ? $m[1] : 'none', "\n";
}
?>
--EXPECT--
v2.chat
v1.chat
none
