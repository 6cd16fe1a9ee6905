--TEST--
tcp: any amount is echoed byte for byte
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = echoing();
$c = $s->tcp();
foreach ([1, 2, 1000, 65535, 65536, 65537, 1000000, 5000000] as $n) {
    $bytes = substr(str_repeat(random_bytes(1009), intdiv($n, 1009) + 1), 0, $n);
    $c->write($bytes);
    echo $n, $c->read($n) === $bytes ? " as sent\n" : " not as sent\n";
}
?>
--EXPECT--
1 as sent
2 as sent
1000 as sent
65535 as sent
65536 as sent
65537 as sent
1000000 as sent
5000000 as sent
