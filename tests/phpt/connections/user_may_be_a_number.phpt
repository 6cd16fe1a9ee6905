--TEST--
user: may be a number
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd, $data) {
    $what = json_decode($data, true);
    switch ($what[0]) {
        case 'me':
            return $server->send($fd, (string) $fd);
        case 'bind':
            return $server->send($fd, json_encode($server->bind($what[2] ?? $fd, $what[1])));
        case 'of':
            return $server->send($fd, json_encode($server->connectionsOf($what[1])));
    }
}, [APPNET_OPT_WORKER_NUM => 2, APPNET_OPT_REACTOR_NUM => 2]);
$ask = function (WsClient $c, ...$what) {
    $c->text(json_encode($what));
    return json_decode($c->hear()[1], true);
};

$c = $s->ws();
$me = $ask($c, 'me');
foreach ([0, -7, PHP_INT_MAX, PHP_INT_MIN] as $user) {
    var_dump($ask($c, 'bind', $user) && $ask($c, 'of', $user) === [$me] && $ask($c, 'of', (string) $user) === [$me] && $ask($c, 'of', "0$user") === []);
}
var_dump($ask($c, 'bind', '42') && $ask($c, 'of', 42) === [$me]);
?>
--EXPECT--
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
