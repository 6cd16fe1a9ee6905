--TEST--
http: an answer to head has no body
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd) { $server->send($fd, $server->getHeader()['Method']); });
$c = $s->web();
$answer = $c->ask('HEAD', '/');
echo $answer->status, ' ', $answer->headers['content-length'], "\n", $c->ask('GET', '/'), "\n";
?>
--EXPECT--
200 4
200 GET
