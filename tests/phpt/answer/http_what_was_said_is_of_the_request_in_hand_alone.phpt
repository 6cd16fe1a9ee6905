--TEST--
http: what was said is of the request in hand alone: no other answer carries it
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $waiting = 0;
    $wake = function ($server, $request) use (&$waiting) {
        $server->setCookie('session', "of $request[path]");
        $server->setHeader('X-For', $request['path']);
        $server->httpRespCode(203);
        switch ($request['query']['by']) {
            case 'send': $server->send($waiting, 'news'); break;
            case 'binary': $server->send($waiting, 'news', APPNET_WS_BINARY); break;
            case 'write': $server->write($waiting, 'ne'); $server->end($waiting, 'ws'); break;
            case 'end': $server->end($waiting, 'news'); break;
            case 'file': $server->sendFile($waiting, __FILE__, 6, 4); break;
            case 'answer': $server->answer($waiting, 'news'); break;
        }
    };
    $server->on(APPNET_EVENT_OPEN, function ($server, $fd, $request) use ($wake) {
        $wake($server, $request);
        $server->httpRespCode(403);
        return false;
    });
    $server->on(APPNET_EVENT_RECV, function ($server, $fd) use (&$waiting, $wake) {
        $request = $server->getRequest();
        if ($request['path'] === '/wait') {
            say('waits');
            $waiting = $fd;
            return;
        }
        $wake($server, $request);
        $server->send($fd, 'mine');
    });
});
foreach (['send', 'binary', 'write', 'end', 'file', 'answer'] as $by) {
    foreach (['http', 'open'] as $from) {
        $w = $s->web();
        $w->request('GET', '/wait');
        $s->heard();
        $answer = $from === 'http' ? $s->http('GET', "/mine?by=$by") : $s->refused("/mine?by=$by");
        $head = $w->until("\r\n\r\n");
        echo "$by, $from: ", substr($head, 9, 3), ' ', preg_match('~cookie|x-for~i', $head), '  ', $answer->status, ' ',
            $answer->headers['x-for'], ' ', $answer->headers['set-cookie'], "\n";
    }
}
?>
--EXPECT--
send, http: 200 0  203 /mine session=of%20%2Fmine
send, open: 200 0  403 /mine session=of%20%2Fmine
binary, http: 200 0  203 /mine session=of%20%2Fmine
binary, open: 200 0  403 /mine session=of%20%2Fmine
write, http: 200 0  203 /mine session=of%20%2Fmine
write, open: 200 0  403 /mine session=of%20%2Fmine
end, http: 200 0  203 /mine session=of%20%2Fmine
end, open: 200 0  403 /mine session=of%20%2Fmine
file, http: 200 0  203 /mine session=of%20%2Fmine
file, open: 200 0  403 /mine session=of%20%2Fmine
answer, http: 200 0  203 /mine session=of%20%2Fmine
answer, open: 200 0  403 /mine session=of%20%2Fmine
