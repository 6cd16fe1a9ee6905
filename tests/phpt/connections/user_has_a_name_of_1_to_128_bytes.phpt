--TEST--
user: has a name of 1 to 128 bytes
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd) {
    $name = str_repeat("\0\xff", 64);
    say(json_encode([$server->bind($fd, $name), $server->connectionsOf($name) === [$fd], $server->connectionsOf(substr($name, 0, 127))]));
    foreach (["$name!", null, []] as $user) {
        say(thrown(function () use ($server, $fd, $user) { $server->bind($fd, $user); }));
    }
    say(json_encode($server->connectionsOf($name) === [$fd]));
    foreach (['', "$name!", []] as $user) {
        say(thrown(function () use ($server, $user) { $server->connectionsOf($user); }));
    }
});
$c = $s->tcp();
$c->write('x');
for ($i = 0; $i < 8; $i++) {
    echo $s->heard(), "\n";
}
?>
--EXPECTF--
[true,true,[]]
InvalidArgumentException: the name of a user is 1 to 128 bytes long, 129 given
TypeError: %s
TypeError: %s
true
InvalidArgumentException: the name of a user is 1 to 128 bytes long, 0 given
InvalidArgumentException: the name of a user is 1 to 128 bytes long, 129 given
TypeError: %s
