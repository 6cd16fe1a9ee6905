--TEST--
http: another version gets a 505
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = echoing();
foreach (["GET /\r\n\r\n", "GET / HTTP/2.0\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"] as $text) {
    $c = $s->web();
    $c->write($text);
    echo $c->answer()->status, "\n";
}
?>
--EXPECT--
505
505
505
