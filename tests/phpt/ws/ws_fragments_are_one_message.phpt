--TEST--
ws: fragments are one message
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = echoing();
$ws = $s->ws();
$ws->frame(0x01, 'one ');
$ws->frame(0x00, '');
$ws->frame(0x00, "two \xc3");
$ws->frame(0x89, 'in between');
$ws->frame(0x80, "\xa4");
echo $ws->next(), "\n", $ws->next(), "\n";
?>
--EXPECT--
pong: in between
text: one two ä
