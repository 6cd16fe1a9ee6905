--TEST--
header: that comes twice is joined
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd) {
    $header = $server->getHeader();
    $server->send($fd, json_encode([$header['Accept'], $header['Cookie'], $header[7]]));
});
$c = $s->web();
$c->write("GET / HTTP/1.1\r\nHost: test\r\nAccept: a\r\nCookie: a=1\r\n7: x\r\nAccept: b, c\r\nCookie: b=2\r\nAccept:\r\n7: y\r\nCookie: c=3\r\n\r\n");
echo $c->answer()->body, "\n";
?>
--EXPECT--
["a, b, c, ","a=1; b=2; c=3","x, y"]
