--TEST--
reach: info counts every byte, both ways
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd, $data) {
    $info = $server->connectionInfo($fd);
    $server->send($fd, sprintf("%08d %08d\n", $info['bytes_in'], $info['bytes_out']));
});
$c = $s->tcp();
foreach ([1, 10, 1000] as $n) {
    $c->write(str_repeat('x', $n));
    echo $c->until("\n");
}
$c = $s->web(); // the head counts
$in = "POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 5\r\n\r\nhello";
$c->write($in);
$answer = $c->answer();
$out = 0;
foreach ($answer->headers as $name => $value) {
    $out += strlen("$name: $value\r\n");
}
$out += strlen("HTTP/1.1 200 OK\r\n") + strlen("\r\n") + strlen($answer->body);
$c->write($in);
var_dump($c->answer()->body === sprintf("%08d %08d\n", 2 * strlen($in), $out));
?>
--EXPECT--
00000001 00000000
00000011 00000018
00001011 00000036
bool(true)
