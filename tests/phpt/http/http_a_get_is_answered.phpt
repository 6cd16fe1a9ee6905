--TEST--
http: a get is answered
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd) { say(json_encode($server->send($fd, 'hello'))); });
$answer = $s->web()->ask('GET', '/');
echo $s->heard(), "\n";
$date = $answer->headers['date'];
unset($answer->headers['date']);
echo "$answer->version $answer->status $answer->reason\n", json_encode($answer->headers), "\n$answer->body\n";
var_dump(abs(strtotime($date) - time()) < 60, $date === gmdate('D, d M Y H:i:s', strtotime($date)) . ' GMT');
?>
--EXPECT--
5
HTTP/1.1 200 OK
{"server":"appnet","content-type":"text\/html; charset=utf-8","content-length":"5"}
hello
bool(true)
bool(true)
