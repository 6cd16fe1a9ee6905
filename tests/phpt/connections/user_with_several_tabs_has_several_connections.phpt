--TEST--
user: with several tabs has several connections
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

$tab = [];
$id = [];
foreach (['alice', 'alice', 'bob', 'alice', 'alice'] as $i => $user) { // over both workers and reactors
    $tab[$i] = $s->ws();
    $id[$i] = $ask($tab[$i], 'me');
    echo json_encode($ask($tab[$i], 'bind', $user)), ' ';
}
unset($id[2]);
sort($id);
foreach ($tab as $c) {
    var_dump($ask($c, 'of', 'alice') === $id, count($ask($c, 'of', 'bob')), $ask($c, 'of', 'Alice'));
}
?>
--EXPECT--
true true true true true bool(true)
int(1)
array(0) {
}
bool(true)
int(1)
array(0) {
}
bool(true)
int(1)
array(0) {
}
bool(true)
int(1)
array(0) {
}
bool(true)
int(1)
array(0) {
}
