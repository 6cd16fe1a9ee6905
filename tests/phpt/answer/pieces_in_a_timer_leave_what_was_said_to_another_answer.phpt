--TEST--
pieces: in a timer, those of an answer that has begun leave what was said to another one
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->on(APPNET_EVENT_RECV, function ($server, $fd) {
        static $stream;
        if (!$stream) {
            $server->write($stream = $fd, 'begun');
            say('begun');
            return;
        }
        $server->timerAfter(0, function ($server) use ($stream, $fd) {
            $server->setHeader('X-Said', 'yes');
            $server->end($stream, 'ended');
            $server->send($fd, 'other');
        });
    });
});
$stream = $s->web();
$stream->request('GET', '/');
echo $s->heard(), ' ';
$answer = $s->http('GET', '/');
echo $answer, ' ', $answer->headers['x-said'] ?? '-', "\n";
?>
--EXPECT--
begun 200 other yes
