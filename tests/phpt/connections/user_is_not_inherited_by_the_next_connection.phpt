--TEST--
user: is not inherited by the next connection
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd, $data) {
    $mine = array_search($fd, $server->connectionsOf('user'));
    $server->bind($fd, 'user');
    $before = $server->bind($fd - (1 << 24), 'user'); // who stood here before
    $server->send($fd, json_encode([$fd, $mine, in_array($fd, $server->connectionsOf('user')), $before]) . "\n");
});
for ($again = 0; $again < 5; $again += $fd > 1 << 24) { // at a place that was used before
    $c = $s->tcp();
    $c->write('x');
    [$fd, $mine, $bound, $before] = json_decode($c->until("\n"));
    if ([$mine, $bound, $before] !== [false, true, false]) {
        echo "wrong for $fd\n";
    }
    $c->close();
}
echo "$again times\n";
?>
--EXPECT--
5 times
