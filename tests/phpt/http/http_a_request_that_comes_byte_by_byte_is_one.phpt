--TEST--
http: a request that comes byte by byte is one
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd, $data) { $server->send($fd, $server->getHeader()['Uri'] . " $data"); });
$c = $s->web();
foreach (str_split("POST /slow HTTP/1.1\r\nHost: test\r\nContent-Length: 4\r\n\r\nbody") as $byte) {
    $c->write($byte);
}
echo $c->answer(), "\n";
?>
--EXPECT--
200 /slow body
