--TEST--
http: a second answer is not sent
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd) {
    $server->send($fd, $server->getHeader()['Uri'] . ' first');
    $server->send($fd, $server->getHeader()['Uri'] . ' second');
});
$c = $s->web();
$c->write("GET /a HTTP/1.1\r\nHost: test\r\n\r\nGET /b HTTP/1.1\r\nHost: test\r\n\r\n");
echo $c->answer(), "\n", $c->answer(), "\n", $c->ask('GET', '/c'), "\n";
?>
--EXPECT--
200 /a first
200 /b first
200 /c first
