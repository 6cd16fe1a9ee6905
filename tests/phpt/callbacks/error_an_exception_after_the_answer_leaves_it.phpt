--TEST--
error: an exception after the answer leaves it
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd) {
    $server->send($fd, 'answered');
    throw new Exception('afterwards');
});
$c = $s->web();
echo $c->ask('GET', '/'), "\n", $c->ask('GET', '/'), "\n";
?>
--EXPECT--
200 answered
200 answered
