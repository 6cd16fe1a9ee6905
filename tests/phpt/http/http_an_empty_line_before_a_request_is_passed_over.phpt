--TEST--
http: an empty line before a request is passed over, also on a port of all protocols
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd, $data) { $server->send($fd, $server->getHeader()['Protocol'] . " $data"); });
$c = $s->web();
$c->write("\r\n");
foreach ([1, 2] as $n) {
    $c->write("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\n$n\r\n");
    echo $c->answer()->body, "\n";
}
$t = $s->tcp();
$t->write("\r\nhello");
echo json_encode($t->read(11)), "\n";
?>
--EXPECT--
HTTP 1
HTTP 2
"TCP \r\nhello"
