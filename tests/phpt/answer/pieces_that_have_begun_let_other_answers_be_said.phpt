--TEST--
pieces: that have begun let other answers be said
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function ($server) {
    $stream = 0;
    $server->on(APPNET_EVENT_RECV, function ($server, $fd) use (&$stream) {
        if ($server->getHeader()['Uri'] === '/stream') {
            $server->setHeader('X-Stream', 'yes');
            $server->write($stream = $fd, '');
            say(implode("\n", [thrown(function () use ($server) { $server->httpRespCode(404); }), thrown(function () use ($server) { $server->setCookie('a', 'b'); }),
                json_encode([$server->httpRespCode(404, 'x'), $server->httpRedirect('/x')])]));
            return;
        }
        $server->setHeader('X-Other', 'yes');
        $server->write($stream, 'meanwhile');
        $server->httpRespCode(201);
        $server->end($stream);
        $server->send($fd, 'other');
    });
});
$c = $s->web();
$c->request('GET', '/stream');
echo preg_match('~^HTTP/1.1 200 OK\r\n.*\r\nX-Stream: yes\r\n~s', $c->until("\r\n\r\n")), "\n";
echo $s->heard(), "\n", $s->heard(), "\n", $s->heard(), "\n";
$other = $s->http('GET', '/other');
echo $other, ' ', $other->headers['x-other'], "\n", str_replace("\r\n", ' ', $c->until("\r\n0\r\n\r\n")), "\n";
echo $s->http('GET', '/again')->headers['x-other'], "\n";
?>
--EXPECT--
1
appnetException: httpRespCode() comes too late: the answer has begun, its head has been sent
appnetException: setCookie() comes too late: the answer has begun, its head has been sent
[false,false]
201 other yes
9 meanwhile 0  
yes
