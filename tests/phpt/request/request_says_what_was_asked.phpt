--TEST--
request: says what was asked
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd) {
    $r = $server->getRequest();
    $server->send($fd, "$r[method] $r[uri] $r[path] $r[scheme] $r[version] $r[body]");
});
echo $s->web()->ask('PUT', '/a%20b?c=d', [], 'text')->body, "\n";
$c = $s->web();
$c->write("DELETE / HTTP/1.0\r\n\r\n");
echo $c->answer()->body, "\n";
?>
--EXPECT--
PUT /a%20b?c=d /a b http HTTP/1.1 text
DELETE / / http HTTP/1.0 
