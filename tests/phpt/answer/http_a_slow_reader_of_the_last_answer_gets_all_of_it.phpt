--TEST--
http: a slow reader of the last answer of its connection gets all of it
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

/* The pause is longer than the five seconds that a client has for its part of a close; the server's own timer is the clock. */
$s = serve(function (appnetServer $server) {
    $server->on(APPNET_EVENT_RECV, function ($server, $fd, $data) {
        if ($server->getHeader()['Protocol'] === 'TCP') {
            $server->timerAfter(6000, function ($server) use ($fd) { $server->send($fd, '.'); });
            return;
        }
        $server->setHeader('Connection', 'close');
        $server->send($fd, str_repeat('x', 8000000));
    });
});
$clock = $s->tcp();
$readers = [$s->tcp(), $s->tcp()];
$readers[0]->write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
$readers[1]->write("GET / HTTP/1.0\r\n\r\n");
foreach ($readers as $c) {
    $c->until("\r\n\r\n");
}
$clock->write('?');
$clock->read(1);
foreach ($readers as $c) {
    echo strlen($c->rest()), "\n";
}
?>
--EXPECT--
8000000
8000000
