--TEST--
user: has a name of 1 to 128 bytes
--FILE--
<?php
require __DIR__ . '/inc/harness.inc';

$s = answering(function ($server, $fd) {
    $name = str_repeat("\0\xff", 64);
    say(json_encode([$server->bind($fd, $name), $server->connectionsOf($name) === [$fd], $server->connectionsOf(substr($name, 0, 127))]));
    foreach (["$name!", 1.5, null, []] as $user) {
        say(thrown(function () use ($server, $fd, $user) { $server->bind($fd, $user); }));
    }
    say(json_encode($server->connectionsOf($name) === [$fd]));
    foreach (['', "$name!", 1.5] as $user) {
        say(thrown(function () use ($server, $user) { $server->connectionsOf($user); }));
    }
});
$c = $s->tcp();
$c->write('x');
for ($i = 0; $i < 9; $i++) {
    echo $s->heard(), "\n";
}
?>
--EXPECT--
[true,true,[]]
InvalidArgumentException: the name of a user is 1 to 128 bytes long, 129 given
InvalidArgumentException: a user is a string or an integer, float given
InvalidArgumentException: a user is a string or an integer, null given
InvalidArgumentException: a user is a string or an integer, array given
true
InvalidArgumentException: the name of a user is 1 to 128 bytes long, 0 given
InvalidArgumentException: the name of a user is 1 to 128 bytes long, 129 given
InvalidArgumentException: a user is a string or an integer, float given
