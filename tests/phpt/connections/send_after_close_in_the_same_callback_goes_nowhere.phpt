--TEST--
send: after close in the same callback goes nowhere
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd) {
    $server->send($fd, 'before');
    $server->close($fd);
    say(json_encode([$server->sendMany([$fd], 'after'), $server->send($fd, 'after')]));
});
$c = $s->tcp();
$c->write('x');
echo $c->rest(), "\n", $s->heard(), "\n";
?>
--EXPECT--
before
[0,false]
