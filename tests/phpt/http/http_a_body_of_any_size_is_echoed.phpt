--TEST--
http: a body of any size is echoed
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = echoing();
$c = $s->web();
foreach ([1, 100, 65535, 65536, 1000000, 4000000] as $n) {
    $body = substr(str_repeat(random_bytes(1009), intdiv($n, 1009) + 1), 0, $n);
    echo $n, $c->ask('POST', '/', [], $body)->body === $body ? " as sent\n" : " not as sent\n";
}
?>
--EXPECT--
1 as sent
100 as sent
65535 as sent
65536 as sent
1000000 as sent
4000000 as sent
