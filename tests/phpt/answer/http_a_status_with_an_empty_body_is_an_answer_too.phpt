--TEST--
http: a status with an empty body is an answer too
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd) { $server->httpRespCode(204, ''); });
$c = $s->web();
echo $c->ask('GET', '/'), $c->ask('GET', '/'), "\n";
?>
--EXPECT--
204 204 
