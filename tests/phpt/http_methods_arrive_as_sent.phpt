--TEST--
http: methods arrive as sent
--FILE--
<?php
require __DIR__ . '/inc/harness.inc';

$s = answering(function ($server, $fd) { $server->send($fd, $server->getHeader()['Method']); });
$c = $s->web();
foreach (['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'] as $method) {
    echo $c->ask($method, '/')->body, "\n";
}
?>
--EXPECT--
GET
POST
PUT
DELETE
PATCH
OPTIONS
