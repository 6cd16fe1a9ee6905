--TEST--
listen: on every ipv6 address takes ipv4 clients too
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->on(APPNET_EVENT_RECV, function ($server, $fd, $data) { $server->send($fd, $data); });
}, ['host' => '::']);
foreach (['[::1]', '127.0.0.1'] as $host) {
    $c = new Client("tcp://$host:$s->port");
    $c->write('hello');
    echo $c->read(5), "\n";
}
?>
--EXPECT--
hello
hello
