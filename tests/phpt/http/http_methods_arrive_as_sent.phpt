--TEST--
http: methods arrive as sent
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd) { $server->send($fd, $server->getHeader()['Method']); });
$c = $s->web();
foreach (['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'] as $method) {
    echo $c->ask($method, '/')->body, "\n";
}
// of WebDAV, UPnP and others; on a port of all protocols, each as the first of its connection
foreach (['ACL', 'BIND', 'CHECKOUT', 'COPY', 'LINK', 'LOCK', 'M-SEARCH', 'MERGE', 'MKACTIVITY', 'MKCALENDAR', 'MKCOL', 'MOVE', 'NOTIFY', 'PROPFIND', 'PROPPATCH', 'PURGE',
    'QUERY', 'REBIND', 'REPORT', 'SEARCH', 'SOURCE', 'SUBSCRIBE', 'UNBIND', 'UNLINK', 'UNLOCK', 'UNSUBSCRIBE'] as $method) {
    $answer = $s->web()->ask($method, '/');
    echo $answer->body === $method ? '.' : "$method: $answer";
}
echo "\n";
?>
--EXPECT--
GET
POST
PUT
DELETE
PATCH
OPTIONS
..........................
