--TEST--
http: the type may be set
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd) {
    $server->setHeader('content-type', 'application/json');
    $server->send($fd, '{}');
});
echo $s->http('GET', '/')->headers['content-type'], "\n";
?>
--EXPECT--
application/json
