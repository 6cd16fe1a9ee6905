--TEST--
http: a header that is said between two neighbours is the server's own, and so is what frames an answer
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd) {
    $headers = [];
    foreach (['Upgrade', 'keep-alive', 'Trailer', 'TE', 'Proxy-Connection', 'Transfer-Encoding', 'CONTENT-LENGTH', 'Date', 'Server', 'Trailers', 'X-Upgrade'] as $name) {
        say("$name " . json_encode([$server->setHeader($name, 'mine'), $server->setHeader($name, 'mine', $name === 'Date' || $name === 'Server' || $name === 'CONTENT-LENGTH')]));
        $headers[$name] = 'mine';
    }
    if ($server->getHeader()['Uri'] === '/answer') {
        $server->answer($fd, 'ok', 200, $headers);
    } else {
        $server->send($fd, 'ok');
    }
});
foreach (['/', '/answer'] as $path) {
    $answer = $s->http('GET', $path);
    for ($i = 0; $i < 11; $i++) {
        $heard = $s->heard();
        echo $path === '/' ? "$heard\n" : '';
    }
    echo implode(' ', array_keys(array_filter($answer->headers, function ($value) { return strpos($value, 'mine') !== false; }))), " $answer\n";
}
?>
--EXPECT--
Upgrade [false,false]
keep-alive [false,false]
Trailer [false,false]
TE [false,false]
Proxy-Connection [false,false]
Transfer-Encoding [false,false]
CONTENT-LENGTH [false,false]
Date [false,false]
Server [false,false]
Trailers [true,true]
X-Upgrade [true,true]
trailers x-upgrade 200 ok
trailers x-upgrade 200 ok
