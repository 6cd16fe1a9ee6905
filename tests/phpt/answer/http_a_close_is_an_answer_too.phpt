--TEST--
http: a close is an answer too
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd) { say(json_encode($server->close($fd))); });
$c = $s->web();
$c->request('GET', '/');
var_dump($c->rest());
echo $s->heard(), "\n";
?>
--EXPECT--
string(0) ""
true
