--TEST--
topic: names and messages are checked, requests of HTTP do not subscribe
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd) {
    foreach ([
        function () use ($server, $fd) { $server->subscribe($fd, ''); },
        function () use ($server, $fd) { $server->subscribe($fd, str_repeat('x', 256)); },
        function () use ($server, $fd) { $server->unsubscribe($fd, ''); },
        function () use ($server) { $server->publish('', 'x'); },
        function () use ($server) { $server->publish('t', "\xff"); },
        function () use ($server) { $server->broadcast("\xff"); },
        function () use ($server) { $server->publish('t', 'x', 7); },
        function () use ($server) { $server->publish('t', str_repeat('x', 1001)); },
        function () use ($server, $fd) { $server->ping($fd, str_repeat('x', 126)); },
    ] as $wrong) {
        say(thrown($wrong));
    }
    say(json_encode([$server->subscribe($fd, 't'), $server->subscribe(99, 't'), $server->unsubscribe(99), $server->ping($fd), $server->publish('t', "\xff", APPNET_WS_BINARY),
        $server->publish("\0", 'nobody'), $server->exists($fd), $server->exists(99), $server->exists(0)]));
    $server->send($fd, 'done');
}, [APPNET_OPT_MAX_MESSAGE => 1000]);
echo $s->http('GET', '/'), "\n";
for ($i = 0; $i < 10; $i++) {
    echo $s->heard(), "\n";
}
?>
--EXPECT--
200 done
InvalidArgumentException: the name of a topic is 1 to 255 bytes long, 0 given
InvalidArgumentException: the name of a topic is 1 to 255 bytes long, 256 given
InvalidArgumentException: the name of a topic is 1 to 255 bytes long, 0 given
InvalidArgumentException: the name of a topic is 1 to 255 bytes long, 0 given
InvalidArgumentException: a WebSocket text message must be valid UTF-8
InvalidArgumentException: a WebSocket text message must be valid UTF-8
InvalidArgumentException: a message is APPNET_WS_TEXT or APPNET_WS_BINARY, 7 given
InvalidArgumentException: a message of 1001 bytes is longer than APPNET_OPT_MAX_MESSAGE, 1000
InvalidArgumentException: a ping says 125 bytes at most, 126 given
[false,false,false,false,1,6,true,false,false]
