--TEST--
user: has its connections in ascending order
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd) {
    $server->bind($fd, 'alice');
    $server->send($fd, json_encode($server->connectionsOf('alice')) . "\n");
});
$open = function (&$ids) use ($s) {
    $c = $s->tcp();
    $c->write('x');
    $ids = json_decode($c->until("\n"));
    return $c;
};
$first = $open($ids);
$all = [$open($ids)];
echo json_encode($ids), "\n";
$first->close();
do { // until one stands at the place of the first
    $all[] = $open($ids);
} while (end($ids) < 1 << 24);
$sorted = $ids;
sort($sorted);
var_dump($ids === $sorted, $ids[0], end($ids));
?>
--EXPECT--
[1,2]
bool(true)
int(2)
int(16777217)
