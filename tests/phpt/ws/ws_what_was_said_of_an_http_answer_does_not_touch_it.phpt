--TEST--
ws: what was said of an http answer does not touch it
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd, $data) {
    $server->setHeader('X-Any', 'thing');
    $server->httpRespCode(404);
    $server->send($fd, $data);
});
$ws = $s->ws();
$ws->text('hello');
echo $ws->next(), "\n";
?>
--EXPECT--
text: hello
