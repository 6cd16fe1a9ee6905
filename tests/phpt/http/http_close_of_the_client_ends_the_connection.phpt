--TEST--
http: close of the client ends the connection
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = echoing();
$c = $s->web();
$answer = $c->ask('POST', '/', ['Connection' => 'close'], 'x');
echo $answer, ' ', $answer->headers['connection'], "\n";
var_dump($c->ended());
?>
--EXPECT--
200 x close
bool(true)
