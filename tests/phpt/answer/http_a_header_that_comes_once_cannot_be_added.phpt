--TEST--
http: a header that comes once can be added when it is the first, and no second time
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd) {
    foreach (['Content-Type', 'Location', 'ETag', 'Last-Modified', 'Content-Range', 'Content-Location', 'Retry-After', 'Age', 'Expires', 'Content-Disposition',
        'Strict-Transport-Security'] as $name) {
        $first = $server->setHeader($name, 'x', false);
        say(json_encode($first) . ' ' . thrown(function () use ($server, $name) { $server->setHeader(strtolower($name), 'y', false); }));
    }
    foreach (['Content-Length', 'Date', 'Server'] as $name) { // never the script's
        say(json_encode([$server->setHeader($name, '1', false), $server->setHeader($name, '1', false)]));
    }
    say(thrown(function () use ($server, $fd) { $server->answer($fd, '', 200, ['Location' => ['/a', '/b']]); }));
    $server->setHeader('Content-Type', 'z'); // in place of the first
    var_dump($server->setHeader('Connection', 'close'), $server->setHeader('Connection', 'x', false));
    $server->send($fd, 'ok');
});
$answer = $s->web()->ask('GET', '/');
echo implode(' ', array_keys($answer->headers)), "\n", $answer->headers['content-type'], $answer->headers['location'], "\n";
for ($i = 0; $i < 15; $i++) {
    echo $s->heard(), "\n";
}
?>
--EXPECT--
bool(true)
bool(true)
server date content-length connection content-type location etag last-modified content-range content-location retry-after age expires content-disposition strict-transport-security
zx
true InvalidArgumentException: HTTP allows one content-type in an answer
true InvalidArgumentException: HTTP allows one location in an answer
true InvalidArgumentException: HTTP allows one etag in an answer
true InvalidArgumentException: HTTP allows one last-modified in an answer
true InvalidArgumentException: HTTP allows one content-range in an answer
true InvalidArgumentException: HTTP allows one content-location in an answer
true InvalidArgumentException: HTTP allows one retry-after in an answer
true InvalidArgumentException: HTTP allows one age in an answer
true InvalidArgumentException: HTTP allows one expires in an answer
true InvalidArgumentException: HTTP allows one content-disposition in an answer
true InvalidArgumentException: HTTP allows one strict-transport-security in an answer
[false,false]
[false,false]
[false,false]
InvalidArgumentException: HTTP allows one Location in an answer
