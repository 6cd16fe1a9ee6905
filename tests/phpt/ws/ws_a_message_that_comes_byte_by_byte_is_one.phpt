--TEST--
ws: a message that comes byte by byte is one
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = echoing();
$ws = $s->ws();
foreach (str_split("\x81\x85\x01\x02\x03\x04" . ("hello" ^ "\x01\x02\x03\x04\x01")) as $byte) {
    $ws->write($byte);
}
echo $ws->next(), "\n";
?>
--EXPECT--
text: hello
