--TEST--
listen: on an ipv6 address
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

foreach (['::1', '[::1]'] as $host) {
    $s = serve(function (appnetServer $server) {
        $server->on(APPNET_EVENT_RECV, function ($server, $fd, $data) { $server->send($fd, $data); });
    }, ['host' => $host]);
    $c = new Client("tcp://[::1]:$s->port");
    $c->write('hello');
    echo $c->read(5), "\n";
    $c->close();
}
?>
--EXPECT--
hello
hello
