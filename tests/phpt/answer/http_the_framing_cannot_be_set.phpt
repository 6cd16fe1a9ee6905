--TEST--
http: the framing cannot be set
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd) {
    var_dump($server->setHeader('Content-Length', '999'), $server->setHeader('TRANSFER-ENCODING', 'chunked'));
    $server->send($fd, 'ok');
});
$answer = $s->http('GET', '/');
echo $answer->headers['content-length'], ' ', json_encode(isset($answer->headers['transfer-encoding'])), "\n";
?>
--EXPECT--
bool(false)
bool(false)
2 false
