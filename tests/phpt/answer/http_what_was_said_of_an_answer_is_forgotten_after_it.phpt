--TEST--
http: what was said of an answer is forgotten after it
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd) {
    if ($server->getHeader()['Uri'] === '/') {
        $server->setHeader('X-Once', 'yes');
        $server->httpRespCode(404);
    }
    $server->send($fd, 'ok');
});
$c = $s->web();
foreach (['/', '/other'] as $uri) {
    $answer = $c->ask('GET', $uri);
    echo $answer->status, ' ', $answer->headers['x-once'] ?? 'no', "\n";
}
?>
--EXPECT--
404 yes
200 no
