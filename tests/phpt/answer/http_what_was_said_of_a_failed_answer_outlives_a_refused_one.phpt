--TEST--
http: outside of its callback, what was said of an answer that failed is not forgotten for a refused one
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd) {
    static $first;
    if (!$first) {
        $server->write($first = $fd, 'begun');
        say('begun');
        return;
    }
    $server->timerAfter(0, function ($server) use ($first, $fd) {
        $server->setHeader('X-Said', 'of the second');
        thrown(function () use ($server, $fd) { $server->send($fd, str_repeat('x', 1001)); });
        $server->setHeader('X-Said', 'of the first');
        say(json_encode($server->send($first, 'whole')));
        $server->end($first);
        $server->send($fd, 'second');
    });
}, [APPNET_OPT_MAX_MESSAGE => 1000]);
$first = $s->web();
$first->request('GET', '/');
echo $s->heard(), "\n";
$second = $s->http('GET', '/');
echo $s->heard(), ' ', $second, ' ', $second->headers['x-said'] ?? '-', "\n";
?>
--EXPECT--
begun
false 200 second of the second
