--TEST--
http: a body of the largest size arrives
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd, $data) { $server->send($fd, (string) strlen($data)); });
$c = $s->web();
echo $c->ask('POST', '/', [], str_repeat('x', 8 << 20)), "\n";
?>
--EXPECT--
200 8388608
