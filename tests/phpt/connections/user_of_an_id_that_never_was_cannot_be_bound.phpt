--TEST--
user: of an id that never was cannot be bound
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd) {
    foreach ([0, -1, $fd + 1, $fd + (1 << 24), PHP_INT_MAX] as $other) {
        say(json_encode([$server->bind($other, 'alice'), $server->connectionsOf('alice')]));
    }
});
$c = $s->tcp();
$c->write('x');
for ($i = 0; $i < 5; $i++) {
    echo $s->heard(), "\n";
}
?>
--EXPECT--
[false,[]]
[false,[]]
[false,[]]
[false,[]]
[false,[]]
