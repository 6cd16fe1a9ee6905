--TEST--
tcp: ids are never used again
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd) { $server->send($fd, "$fd\n"); }, [APPNET_OPT_MAX_CONNECTION => 4]);
$seen = [];
for ($i = 0; $i < 50; $i++) {
    $c = $s->tcp();
    $c->write('?');
    $seen[] = (int) $c->until("\n");
    $c->shutWrite();
    $c->rest();
}
var_dump(count(array_unique($seen)), $seen[0], max($seen) < 2 ** 53);
?>
--EXPECT--
int(50)
int(1)
bool(true)
