--TEST--
http: what was said without an answer is forgotten with the callback
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd, $data) {
    if ($server->getHeader()['Protocol'] === 'TCP') {
        $server->setHeader('X-Left', 'over');
        $server->httpRespCode(500);
    }
    $server->send($fd, 'ok');
});
$c = $s->tcp();
$c->write('x');
$c->read(2);
$answer = $s->http('GET', '/');
echo $answer->status, ' ', $answer->headers['x-left'] ?? 'no', "\n";
?>
--EXPECT--
200 no
