--TEST--
open: with a subprotocol that was not offered goes without, as if nothing had been returned
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$chosen = function (Served $s, array $headers): string {
    $head = $s->ws('/', $headers)->head;
    return preg_match('~^Sec-WebSocket-Protocol: (.*)\r$~m', $head, $m) ? $m[1] : 'none';
};
$s = opening(fn () => 'chat.v3');
echo $chosen($s, []), "\n";
echo $chosen($s, ['X-Protocol' => 'chat.v3']), "\n";
echo $chosen($s, ['Sec-WebSocket-Protocol' => 'chat.v1, chat.v2']), "\n";
echo $chosen($s, ['Sec-WebSocket-Protocol' => 'chat.v33, chat.v3']), "\n";
$s->stop();
$s = opening(fn () => 'chat.v3', [APPNET_WS_PROTOCOLS => 'chat.v1']);
echo $chosen($s, ['Sec-WebSocket-Protocol' => 'chat.v1']), "\n";
$s->stop();
$s = opening(fn () => '');
echo $chosen($s, ['Sec-WebSocket-Protocol' => 'chat.v1']), "\n";
?>
--EXPECT--
none
none
none
chat.v3
chat.v1
none
