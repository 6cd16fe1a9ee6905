--TEST--
listen: on localhost is found by 127.0.0.1 and by ::1, at the same port
--SKIPIF--
<?php @stream_socket_server('tcp://[::1]:0') || die('skip there is no IPv6'); ?>
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->on(APPNET_EVENT_RECV, function ($server, $fd, $data) { $server->send($fd, $data); });
}, ['host' => 'localhost']);
foreach (['127.0.0.1', '[::1]'] as $host) {
    $c = new Client("tcp://$host:$s->port");
    $c->write('hello');
    echo $c->read(5), "\n";
}
$s->stop();
?>
--EXPECT--
hello
hello
