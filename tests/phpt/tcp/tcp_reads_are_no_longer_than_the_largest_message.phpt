--TEST--
tcp: reads are no longer than the largest message
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd, $data) {
    $server->send($fd, strlen($data) <= 10 ? $data : 'too long');
}, [APPNET_OPT_MAX_MESSAGE => 10]);
$c = $s->tcp();
$c->write('abcdefghijklmnopqrstuvwxyz');
echo $c->read(26), "\n";
?>
--EXPECT--
abcdefghijklmnopqrstuvwxyz
