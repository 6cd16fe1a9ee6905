--TEST--
http: outside of its callback, what was said before a send that fails is of the next try, and what is said later counts
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd) {
    $later = $server->getRequest()['path'] === '/later';
    $server->timerAfter(0, function ($server) use ($fd, $later) {
        $server->httpRespCode(404);
        $server->setHeader('X-Said', 'before');
        $server->setHeader('Connection', 'close');
        say(substr(thrown(function () use ($server, $fd) { $server->send($fd, str_repeat('x', 1001)); }), 0, 24));
        if ($later) {
            $server->httpRespCode(201);
            $server->setHeader('X-Later', 'after');
        }
        $server->send($fd, 'ok');
    });
}, [APPNET_OPT_MAX_MESSAGE => 1000]);
foreach (['/', '/later'] as $path) {
    $answer = $s->web()->ask('GET', $path);
    echo $s->heard(), ' ', $answer, ' ', $answer->headers['x-said'], ' ', $answer->headers['connection'], ' ', $answer->headers['x-later'] ?? '-', "\n";
}
?>
--EXPECT--
InvalidArgumentException 404 ok before close -
InvalidArgumentException 201 ok before close after
