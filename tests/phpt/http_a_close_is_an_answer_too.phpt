--TEST--
http: a close is an answer too
--FILE--
<?php
require __DIR__ . '/inc/harness.inc';

$s = answering(function ($server, $fd) { var_dump($server->close($fd)); });
$c = $s->web();
$c->request('GET', '/');
var_dump($c->rest());
?>
--EXPECT--
bool(true)
string(0) ""
