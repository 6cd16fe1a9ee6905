--TEST--
ws: compression is off until it is turned on
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

foreach ([false, true] as $on) {
    $s = echoing([APPNET_WS_DEFLATE => $on]);
    $c = $s->ws('/', ['Sec-WebSocket-Extensions' => 'permessage-deflate; client_max_window_bits']);
    echo preg_match('~^Sec-WebSocket-Extensions: (.*)\r$~m', $c->head, $m) ? $m[1] : 'none', "\n";
    $s->stop();
}
?>
--EXPECT--
none
permessage-deflate; server_no_context_takeover; client_no_context_takeover; client_max_window_bits=12
