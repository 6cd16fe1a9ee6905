--TEST--
send: returns the number of bytes
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd, $data) { say(json_encode([$server->send($fd, 'hello'), $server->send($fd, '')])); });
$c = $s->tcp();
$c->write('x');
echo $s->heard(), ' ', $c->read(5), "\n";
?>
--EXPECT--
[5,0] hello
