--TEST--
listen: the log says where
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) { $server->listenWebsocket(0); });
echo preg_replace('~ port \d+~', ' port N', $s->logged('~listening on \S+ port \d+ \(TCP.*~')), "\n";
echo preg_replace('~ port \d+~', ' port N', $s->logged('~listening on \S+ port \d+ \(Web.*~')), "\n";
?>
--EXPECT--
listening on 127.0.0.1 port N (TCP, HTTP, WebSocket)
listening on 127.0.0.1 port N (WebSocket)
