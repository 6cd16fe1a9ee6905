--TEST--
http: an empty answer is one
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd) { $server->send($fd, ''); });
$answer = $s->web()->ask('GET', '/');
echo $answer->status, ' ', $answer->headers['content-length'], ' ', $answer->headers['content-type'] ?? 'no type', "\n";
?>
--EXPECT--
200 0 no type
