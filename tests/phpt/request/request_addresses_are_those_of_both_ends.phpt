--TEST--
request: addresses are those of both ends
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

foreach (['127.0.0.1', '::1'] as $host) {
    $s = serve(function ($server) {
        $server->on(APPNET_EVENT_RECV, function ($server, $fd) {
            $r = $server->getRequest();
            $server->send($fd, json_encode([$r['remote_addr'], $r['remote_port'], $r['local_addr'], $r['local_port']]));
        });
    }, ['host' => $host]);
    $c = $s->web();
    $own = stream_socket_get_name($c->stream, false);
    $expected = [$host, (int) substr($own, strrpos($own, ':') + 1), $host, $s->port];
    echo $c->ask('GET', '/')->body === json_encode($expected) ? "so\n" : 'not ' . json_encode($expected) . "\n";
}
?>
--EXPECT--
so
so
