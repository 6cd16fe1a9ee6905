--TEST--
listen: on a host name
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->on(APPNET_EVENT_RECV, function ($server, $fd, $data) { $server->send($fd, $data); });
}, ['host' => 'localhost']);
$c = new Client("tcp://127.0.0.1:$s->port");
$c->write('hello');
echo $c->read(5), "\n";
?>
--EXPECT--
hello
