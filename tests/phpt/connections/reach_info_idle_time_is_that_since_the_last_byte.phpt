--TEST--
reach: info: idle time is that since the last byte
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->on(APPNET_EVENT_RECV, function ($server, $fd) {
        $server->send($fd, 'x'); // what is sent does not count
        $server->timerAfter(100, function ($server) use ($fd) {
            $info = $server->connectionInfo($fd);
            say(json_encode([$info['idle_ms'], 1000 * microtime(true) - $info['idle_ms']]));
        });
    });
});
$c = $s->tcp();
$c->write('1');
[$idle, $first] = json_decode($s->heard());
$c->write('2');
[$again, $second] = json_decode($s->heard());
var_dump($idle >= 99, $again >= 99, $second - $first >= 98); // of a turn's beginning, and rounded
?>
--EXPECT--
bool(true)
bool(true)
bool(true)
