--TEST--
user: of a connection can be another one or nobody
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
$of = function (string $user) use ($ask, $c) { return count($ask($c, 'of', $user)); };
echo json_encode([$ask($c, 'bind', 'alice'), $of('alice'), $of('bob')]), "\n";
echo json_encode([$ask($c, 'bind', 'bob'), $of('alice'), $of('bob')]), "\n";
echo json_encode([$ask($c, 'bind', ''), $of('alice'), $of('bob')]), "\n";
echo json_encode([$ask($c, 'bind', ''), $ask($c, 'bind', 'bob'), $of('bob')]), "\n";
?>
--EXPECT--
[true,1,0]
[true,0,1]
[true,0,0]
[true,true,1]
