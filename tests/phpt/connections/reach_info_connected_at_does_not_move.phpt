--TEST--
reach: connected_at is the moment of the accept, and does not move
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function (appnetServer $server, int $fd) {
    $server->send($fd, $server->connectionInfo($fd)['connected_at'] . "\n");
}, [APPNET_OPT_WORKER_NUM => 2]);
$before = microtime(true) - 0.001;
$c = $s->tcp();
$said = [];
for ($i = 0; $i < 200; $i++) {
    $c->write('x');
    $said[] = $c->until("\n");
}
$at = (float) $said[0];
var_dump(count(array_unique($said)), $before <= $at && $at <= microtime(true));
?>
--EXPECT--
int(1)
bool(true)
