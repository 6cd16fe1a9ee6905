--TEST--
http: the status is set
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd) {
    $server->httpRespCode((int) substr($server->getHeader()['Uri'], 1));
    $server->send($fd, 'body');
});
$c = $s->web();
foreach ([200, 201, 404, 418, 500, 599] as $status) {
    $answer = $c->ask('GET', "/$status");
    echo "$answer->status $answer->reason $answer->body\n";
}
?>
--EXPECT--
200 OK body
201 Created body
404 Not Found body
418 Unknown body
500 Internal Server Error body
599 Unknown body
