--TEST--
tcp: whoever was greeted speaks tcp whatever comes
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->on(APPNET_EVENT_CONNECT, function ($server, $fd) { $server->send($fd, "welcome\n"); });
    $server->on(APPNET_EVENT_RECV, function ($server, $fd, $data) { $server->send($fd, $server->getHeader()['Protocol'] . " $data"); });
});
$c = $s->tcp();
echo $c->until("\n");
$c->write("GET / HTTP/1.1\r\n\r\n");
echo trim($c->read(22)), "\n";
?>
--EXPECT--
welcome
TCP GET / HTTP/1.1
