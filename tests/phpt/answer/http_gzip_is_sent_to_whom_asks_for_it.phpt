--TEST--
http: gzip is sent to whom asks for it, if it is on and worth it
--SKIPIF--
<?php if (!extension_loaded('zlib')) die('skip gzdecode() is not there'); ?>
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$handler = function ($server, $fd) {
    switch ($server->getHeader()['Uri']) {
        case '/short':
            return $server->send($fd, str_repeat('a', 100));
        case '/noise':
            return $server->send($fd, random_bytes(5000));
        case '/png':
            $server->setHeader('Content-Type', 'image/png');
            return $server->send($fd, str_repeat('a', 5000));
        case '/later':
            return $server->timerAfter(1, function () use ($server, $fd) {
                $server->send($fd, str_repeat('later ', 1000));
            });
        default:
            return $server->send($fd, str_repeat('hello ', 1000));
    }
};
function show(Served $s, string $uri, array $headers): void
{
    $answer = $s->http('GET', $uri, $headers);
    $gzip = ($answer->headers['content-encoding'] ?? '') === 'gzip';
    $text = $gzip ? gzdecode($answer->body) : $answer->body;
    echo $uri, ' ', implode($headers), ': ', $gzip ? 'gzip' : 'plain', ' ', strlen($text), ' ', md5($text) === md5(str_repeat(substr($text, 0, 6), 1000)) ? 'right' : '-', ' ',
        $answer->headers['vary'] ?? '-', ' ', strlen($answer->body) < 200 ? 'small' : 'large', "\n";
}
$s = answering($handler, [APPNET_HTTP_GZIP => true, APPNET_HTTP_GZIP_MIN => 1000]);
show($s, '/', ['Accept-Encoding' => 'gzip']);
show($s, '/', ['Accept-Encoding' => 'br, gzip;q=0.5']);
show($s, '/', ['Accept-Encoding' => 'gzip;q=0']);
show($s, '/', []);
show($s, '/later', ['Accept-Encoding' => 'gzip']);
show($s, '/short', ['Accept-Encoding' => 'gzip']);
show($s, '/png', ['Accept-Encoding' => 'gzip']);
show($s, '/noise', ['Accept-Encoding' => 'gzip']);
$s->stop();
$off = answering($handler);
show($off, '/', ['Accept-Encoding' => 'gzip']);
?>
--EXPECT--
/ gzip: gzip 6000 right Accept-Encoding small
/ br, gzip;q=0.5: gzip 6000 right Accept-Encoding small
/ gzip;q=0: plain 6000 right Accept-Encoding large
/ : plain 6000 right Accept-Encoding large
/later gzip: gzip 6000 right Accept-Encoding small
/short gzip: plain 100 - - small
/png gzip: plain 5000 - - large
/noise gzip: plain 5000 - Accept-Encoding large
/ gzip: plain 6000 right - large
