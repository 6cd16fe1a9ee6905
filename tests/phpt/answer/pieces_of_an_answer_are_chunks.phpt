--TEST--
pieces: of an answer are chunks, and the connection goes on
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd) {
    switch ($server->getHeader()['Uri']) {
        case '/pieces':
            $server->setHeader('X-A', 'b');
            $server->httpRespCode(201);
            say(json_encode([$server->write($fd, 'one'), $server->write($fd, ''), $server->write($fd, 'three!'), $server->end($fd, 'last'), $server->end($fd)]));
            break;
        case '/end':
            $server->end($fd, 'whole');
            break;
        case '/later':
            $server->write($fd, 'now ');
            $server->timerAfter(1, function () use ($server, $fd) {
                $server->write($fd, 'later ');
                $server->timerAfter(1, function () use ($server, $fd) { $server->end($fd, 'end'); });
            });
    }
});
$c = $s->web();
$c->request('GET', '/pieces');
$head = $c->until("\r\n\r\n");
echo preg_match('~^HTTP/1.1 201 ~', $head), preg_match('~\r\nTransfer-Encoding: chunked\r\n~', $head), preg_match('~\r\nX-A: b\r\n~', $head), preg_match('~Content-Length~', $head), "\n";
echo str_replace("\r\n", ' ', $c->until("\r\n0\r\n\r\n")), "\n", $s->heard(), "\n";
echo $c->ask('GET', '/end'), "\n";
$c->request('GET', '/later');
$c->until("\r\n\r\n");
echo str_replace("\r\n", ' ', $c->until("\r\n0\r\n\r\n")), "\n";
$old = $s->tcp();
$old->write("GET /later HTTP/1.0\r\n\r\n");
$head = $old->until("\r\n\r\n");
echo preg_match('~\r\nConnection: close\r\n~', $head), preg_match('~chunked~', $head), ' ', $old->rest(), "\n";
$head = $s->web();
$head->write("HEAD /later HTTP/1.1\r\nHost: x\r\n\r\nGET /end HTTP/1.1\r\nHost: x\r\n\r\n");
$head->until("\r\n\r\n");
echo $head->answer(), "\n";
?>
--EXPECT--
1110
3 one 6 three! 4 last 0  
[3,0,6,true,false]
200 whole
4 now  6 later  3 end 0  
10 now later end
200 whole
