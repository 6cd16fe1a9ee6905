--TEST--
open: with a subprotocol that was not offered throws
--FILE--
<?php
require __DIR__ . '/inc/harness.inc';

$s = opening(function () { return 'chat.v3'; });
echo $s->refused('/', ['Sec-WebSocket-Protocol' => 'chat.v1, chat.v2'])->status, "\n";
echo $s->refused()->status, "\n";
echo substr_count($s->log(), 'APPNET_EVENT_OPEN returned a subprotocol that this client has not offered'), "\n";
?>
--EXPECT--
500
500
2
