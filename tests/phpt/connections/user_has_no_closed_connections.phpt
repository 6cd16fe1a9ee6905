--TEST--
user: has no closed connections
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->setOption(APPNET_OPT_WORKER_NUM, 2);
    $server->on(APPNET_EVENT_RECV, function ($server, $fd, $data) {
        $server->bind($fd, 'alice');
        $server->send($fd, 'bound');
    });
    $server->on(APPNET_EVENT_CLOSE, function ($server, $fd) {
        say(json_encode([in_array($fd, $server->connectionsOf('alice')), count($server->connectionsOf('alice')), $server->bind($fd, 'alice')]));
    });
});
$tabs = [$s->tcp(), $s->tcp(), $s->tcp()];
foreach ($tabs as $c) {
    $c->write('x');
    $c->read(5);
}
foreach ($tabs as $c) {
    $c->close();
    echo $s->heard(), "\n";
}
?>
--EXPECT--
[false,2,false]
[false,1,false]
[false,0,false]
