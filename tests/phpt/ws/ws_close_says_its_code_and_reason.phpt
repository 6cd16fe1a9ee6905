--TEST--
ws: close says its code and reason
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd, $data) {
    $arguments = json_decode($data, true);
    say(thrown(function () use ($server, $fd, $arguments) { $server->close($fd, ...$arguments); }));
});
foreach ([[], [4001, 'enough'], [1000, str_repeat('x', 123)]] as $arguments) {
    $c = $s->ws();
    $c->text(json_encode($arguments));
    echo $s->heard(), ' ', substr($c->next(), 0, 20), "\n";
}
$c = $s->ws();
foreach ([[999], [1005], [1015], [5000], [70000], [1000, str_repeat('x', 124)]] as $arguments) {
    $c->text(json_encode($arguments));
    echo $s->heard(), "\n";
}
?>
--EXPECT--
nothing is thrown close: 1000
nothing is thrown close: 4001 enough
nothing is thrown close: 1000 xxxxxxxx
InvalidArgumentException: a close code is 1000 to 1003, 1007 to 1014 or 3000 to 4999, 999 given
InvalidArgumentException: a close code is 1000 to 1003, 1007 to 1014 or 3000 to 4999, 1005 given
InvalidArgumentException: a close code is 1000 to 1003, 1007 to 1014 or 3000 to 4999, 1015 given
InvalidArgumentException: a close code is 1000 to 1003, 1007 to 1014 or 3000 to 4999, 5000 given
InvalidArgumentException: a close code is 1000 to 1003, 1007 to 1014 or 3000 to 4999, 70000 given
InvalidArgumentException: the reason for a close is valid UTF-8 of 123 bytes at most
