--TEST--
http: 10 is closed unless it asks
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd) { $server->send($fd, $server->getHeader()['Version']); });
$c = $s->web();
$c->write("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
$answer = $c->answer();
echo $answer, ' ', $answer->headers['connection'], "\n";
$c->write("GET / HTTP/1.0\r\n\r\n");
$answer = $c->answer();
echo $answer, ' ', $answer->headers['connection'], "\n";
var_dump($c->ended());
?>
--EXPECT--
200 HTTP/1.0 keep-alive
200 HTTP/1.0 close
bool(true)
