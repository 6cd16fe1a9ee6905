--TEST--
http: a header that comes once cannot be added
--FILE--
<?php
require __DIR__ . '/inc/harness.inc';

$s = answering(function ($server, $fd) {
    foreach (['Content-Type', 'content-type', 'Location', 'ETag', 'Last-Modified', 'Content-Length', 'Date', 'Server', 'Content-Range', 'Content-Location', 'Retry-After',
        'Age', 'Expires', 'Content-Disposition', 'Strict-Transport-Security'] as $name) {
        say(thrown(function () use ($server, $name) { $server->setHeader($name, 'x', false); }));
    }
    var_dump($server->setHeader('Connection', 'close'), $server->setHeader('Connection', 'x', false));
    $server->send($fd, 'ok');
});
$answer = $s->web()->ask('GET', '/');
echo implode(' ', array_keys($answer->headers)), "\n";
for ($i = 0; $i < 15; $i++) {
    echo $s->heard(), "\n";
}
?>
--EXPECT--
bool(true)
bool(true)
server date content-type content-length connection
InvalidArgumentException: HTTP allows one Content-Type in an answer
InvalidArgumentException: HTTP allows one content-type in an answer
InvalidArgumentException: HTTP allows one Location in an answer
InvalidArgumentException: HTTP allows one ETag in an answer
InvalidArgumentException: HTTP allows one Last-Modified in an answer
InvalidArgumentException: HTTP allows one Content-Length in an answer
InvalidArgumentException: HTTP allows one Date in an answer
InvalidArgumentException: HTTP allows one Server in an answer
InvalidArgumentException: HTTP allows one Content-Range in an answer
InvalidArgumentException: HTTP allows one Content-Location in an answer
InvalidArgumentException: HTTP allows one Retry-After in an answer
InvalidArgumentException: HTTP allows one Age in an answer
InvalidArgumentException: HTTP allows one Expires in an answer
InvalidArgumentException: HTTP allows one Content-Disposition in an answer
InvalidArgumentException: HTTP allows one Strict-Transport-Security in an answer
