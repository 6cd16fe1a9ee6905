--TEST--
header: that is changed is the callers own
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd) {
    $mine = $server->getHeader();
    $mine['Uri'] = '/changed';
    $server->send($fd, $server->getHeader()['Uri']);
});
$c = $s->web();
echo $c->ask('GET', '/one')->body, ' ', $c->ask('GET', '/two')->body, "\n";
?>
--EXPECT--
/one /two
