--TEST--
tcp: bytes that only resemble http are tcp
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd, $data) { $server->send($fd, $server->getHeader()['Protocol'] . " $data"); });
foreach (['GETTING', 'get / http/1.1', 'POST', "\r\n", "\x16\x03x"] as $bytes) {
    $c = $s->tcp();
    $c->write($bytes);
    $c->shutWrite();
    echo json_encode($c->rest()), "\n";
}
?>
--EXPECT--
"TCP GETTING"
"TCP get \/ http\/1.1"
"TCP POST"
"TCP \r\n"
"TCP \u0016\u0003x"
