--TEST--
ws: the largest message arrives and a larger one closes with 1009
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd, $data) { $server->send($fd, (string) strlen($data)); });
$ws = $s->ws();
$ws->text(str_repeat('x', 8 << 20));
echo $ws->next(), "\n";
$ws->write("\x81\xff" . pack('J', (8 << 20) + 1) . "\0\0\0\0");
echo $ws->next(), ' ', $ws->next(), "\n";
$ws = $s->ws();
$ws->frame(0x01, str_repeat('x', 8 << 20));
$ws->write("\x80\x81\0\0\0\0");
echo $ws->next(), "\n";
?>
--EXPECT--
text: 8388608
close: 1009 end
close: 1009
