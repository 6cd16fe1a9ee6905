--TEST--
header: values come without the blanks around them
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd) {
    $header = $server->getHeader();
    $server->send($fd, json_encode([$header['A'], $header['B'], $header['C']]));
});
$c = $s->web();
$c->write("GET / HTTP/1.1\r\nHost: test\r\nA:x\r\nB: \t two words \t \r\nC:\r\n\r\n");
echo $c->answer()->body, "\n";
?>
--EXPECT--
["x","two words",""]
