--TEST--
sendFile: a Content-Type that was set is the only one
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd) {
    if ($server->getHeader()['Uri'] === '/own') {
        $server->setHeader('Content-Type', 'text/x-own');
    }
    $server->sendFile($fd, __FILE__);
});
foreach (['/own', '/'] as $uri) {
    echo $s->http('HEAD', $uri)->headers['content-type'] === 'text/x-own' ? 'own' : 'another', "\n";
}
?>
--EXPECT--
own
another
