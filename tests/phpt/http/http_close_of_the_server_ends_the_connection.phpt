--TEST--
http: close of the server ends the connection
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd) {
    var_dump($server->setHeader('Connection', 'Close'));
    $server->send($fd, 'bye');
});
$c = $s->web();
$answer = $c->ask('GET', '/');
echo $answer, ' ', $answer->headers['connection'], "\n";
var_dump($c->ended());
?>
--EXPECT--
bool(true)
200 bye close
bool(true)
