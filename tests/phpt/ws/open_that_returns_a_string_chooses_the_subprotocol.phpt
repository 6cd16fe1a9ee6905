--TEST--
open: that returns a string chooses the subprotocol
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = opening(function ($server, $fd, $request) {
    return $request['path'] === '/none' ? null : 'chat.v2';
}, [APPNET_WS_PROTOCOLS => 'chat.v1']);
foreach (['/', '/none'] as $path) {
    $head = $s->ws($path, ['Sec-WebSocket-Protocol' => 'chat.v1, chat.v2'])->head;
    echo preg_match_all('~^Sec-WebSocket-Protocol: (.*)\r$~m', $head, $m), ' ', $m[1][0], "\n";
}
?>
--EXPECT--
1 chat.v2
1 chat.v1
