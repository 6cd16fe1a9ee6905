--TEST--
listen: http adds a port that speaks http only
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->setOption(APPNET_OPT_PROTO_TYPE, APPNET_PROTO_TCP_ONLY);
    var_dump($server->listenHttp(0));
    $server->on(APPNET_EVENT_RECV, function ($server, $fd, $data) { $server->send($fd, $server->getHeader()['Protocol'] . " $data"); });
}, ['start' => function (appnetServer $server) { say((string) $server->getInfo()['listeners'][1]['port']); }]);
$port = (int) $s->heard();
echo $s->web($port)->ask('POST', '/', [], 'one'), "\n";
$c = $s->web($port);
$c->write("hello\r\n\r\n");
echo $c->answer()->status, "\n";
$c = $s->tcp();
$c->write('GET / HTTP/1.1');
echo $c->read(18), "\n";
?>
--EXPECT--
bool(true)
200 HTTP one
400
TCP GET / HTTP/1.1
