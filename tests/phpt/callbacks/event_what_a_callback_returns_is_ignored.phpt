--TEST--
event: what a callback returns is ignored
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd, $data) {
    $server->send($fd, $data);
    return $data === 'a' ? false : ['anything'];
});
$c = $s->tcp();
$c->write('a');
echo $c->read(1);
$c->write('b');
echo $c->read(1), "\n";
?>
--EXPECT--
ab
