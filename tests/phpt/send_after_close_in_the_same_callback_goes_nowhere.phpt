--TEST--
send: after close in the same callback goes nowhere
--FILE--
<?php
require __DIR__ . '/inc/harness.inc';

$s = answering(function ($server, $fd) {
    $server->send($fd, 'before');
    $server->close($fd);
    $server->send($fd, 'after');
});
$c = $s->tcp();
$c->write('x');
echo $c->rest(), "\n";
?>
--EXPECT--
before
