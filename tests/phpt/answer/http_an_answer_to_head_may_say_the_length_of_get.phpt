--TEST--
http: an answer to head may say the length of get, and nothing else may say one
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd) {
    $path = $server->getRequest()['path'];
    $said = $server->setHeader('Content-Length', $path === '/odd' ? '12, 12' : '1234');
    $server->setHeader('X-Said', json_encode($said));
    if ($path === '/pieces') {
        $server->write($fd, 'ab');
        $server->end($fd);
    } elseif ($path === '/answer') {
        $server->answer($fd, '', 200, ['content-length' => 99, 'X-Said' => 'answer']);
    } elseif ($path === '/file') {
        $server->sendFile($fd, '/bin/sh', 0, 7);
    } else {
        $server->send($fd, 'abc');
    }
});
$c = $s->web();
foreach (["HEAD /", 'GET /', 'HEAD /odd', 'HEAD /pieces', 'HEAD /answer', 'GET /answer', 'HEAD /file', 'GET /file', 'HEAD /'] as $line) {
    $answer = $c->ask(...explode(' ', $line));
    echo "$line: {$answer->headers['content-length']} " . ($answer->headers["content-type"] ?? "-") . " {$answer->headers['x-said']} ", strlen($answer->body), ' ',
        $answer->headers['transfer-encoding'] ?? '', "\n";
}
?>
--EXPECT--
HEAD /: 1234 text/html; charset=utf-8 true 0 
GET /: 3 text/html; charset=utf-8 false 3 
HEAD /odd: 3 text/html; charset=utf-8 false 0 
HEAD /pieces: 1234 text/html; charset=utf-8 true 0 
HEAD /answer: 99 text/html; charset=utf-8 answer 0 
GET /answer: 0 - answer 0 
HEAD /file: 1234 application/octet-stream true 0 
GET /file: 7 application/octet-stream false 7 
HEAD /: 1234 text/html; charset=utf-8 true 0 
