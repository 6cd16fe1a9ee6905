--TEST--
listen: on more than 16 ports throws
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$server = new appnetServer('127.0.0.1', 0);
for ($i = 0; $i < 15; $i++) {
    $server->listenHttp(0);
}
echo thrown(function () use ($server) { $server->listenHttp(0); }), "\n";
?>
--EXPECT--
appnetException: a server listens on 16 ports at most
