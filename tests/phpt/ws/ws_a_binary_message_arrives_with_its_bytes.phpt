--TEST--
ws: a binary message arrives with its bytes
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd, $data) { $server->send($fd, bin2hex($data)); });
$ws = $s->ws();
$ws->frame(0x82, "\xff\x00\xfe\x80");
echo $ws->next(), "\n";
?>
--EXPECT--
text: ff00fe80
