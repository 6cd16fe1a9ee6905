--TEST--
open: that returns something else than one name of a subprotocol throws
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$offer = ['Sec-WebSocket-Protocol' => 'chat.v1, chat.v2'];
foreach (['chat.v1, chat.v2', 'chat.v1,', 'chat v1', "chat.v1\r\nX: y"] as $returned) {
    $s = opening(fn () => $returned);
    echo $s->refused('/', $offer)->status, ' ';
    echo substr_count($s->log(), 'APPNET_EVENT_OPEN must return the name of one subprotocol, false or nothing'), "\n";
    $s->stop();
}
?>
--EXPECT--
500 1
500 1
500 1
500 1
