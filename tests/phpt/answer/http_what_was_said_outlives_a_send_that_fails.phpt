--TEST--
http: what was said outlives a send that fails
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd) {
    $path = $server->getRequest()['path'];
    $long = str_repeat('x', 1001);
    $fail = function ($do) { say(substr(thrown($do), 0, 24)); };
    $server->setHeader('X-Said', $path);
    $server->setCookie('a', '1');
    $server->httpRespCode(404);
    switch ($path) {
        case '/send': $fail(function () use ($server, $fd, $long) { $server->send($fd, $long); }); break;
        case '/write': $fail(function () use ($server, $fd, $long) { $server->write($fd, $long); }); break;
        case '/end': $fail(function () use ($server, $fd, $long) { $server->end($fd, $long); }); break;
        case '/body': $fail(function () use ($server, $fd, $long) { $server->httpRespCode(404, $long); }); break;
        case '/file': say(json_encode(@$server->sendFile($fd, '/nowhere'))); break;
    }
    $server->send($fd, 'ok');
}, [APPNET_OPT_MAX_MESSAGE => 1000]);
foreach (['/send', '/write', '/end', '/body', '/file'] as $path) {
    $answer = $s->http('GET', $path);
    echo $s->heard(), ' ', $answer, ' ', $answer->headers['x-said'], ' ', $answer->headers['set-cookie'], "\n";
}
?>
--EXPECT--
InvalidArgumentException 404 ok /send a=1
InvalidArgumentException 404 ok /write a=1
InvalidArgumentException 404 ok /end a=1
InvalidArgumentException 404 ok /body a=1
false 404 ok /file a=1
