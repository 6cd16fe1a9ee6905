--TEST--
http: a connection is kept
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd) { $server->send($fd, "$fd"); });
$c = $s->web();
for ($i = 0; $i < 5; $i++) {
    echo $c->ask('GET', '/'), "\n";
}
?>
--EXPECT--
200 1
200 1
200 1
200 1
200 1
