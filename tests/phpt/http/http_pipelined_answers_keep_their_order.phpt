--TEST--
http: pipelined answers keep their order
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd) { $server->send($fd, $server->getHeader()['Uri']); });
$c = $s->web();
$text = '';
for ($i = 0; $i < 500; $i++) {
    $text .= "GET /$i HTTP/1.1\r\nHost: test\r\n\r\n";
}
$c->write($text);
for ($i = 0; $i < 500 && $c->answer()->body === "/$i"; $i++) {
}
echo $i, "\n";
?>
--EXPECT--
500
