--TEST--
ws: any size is echoed byte for byte
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = echoing();
$ws = $s->ws();
foreach ([1, 125, 126, 127, 65535, 65536, 1000000, 3000000] as $n) {
    $text = substr(str_repeat(bin2hex(random_bytes(1009)), intdiv($n, 2018) + 1), 0, $n);
    $ws->text($text);
    echo $n, $ws->hear() === [0x81, $text] ? " as sent\n" : " not as sent\n";
}
?>
--EXPECT--
1 as sent
125 as sent
126 as sent
127 as sent
65535 as sent
65536 as sent
1000000 as sent
3000000 as sent
