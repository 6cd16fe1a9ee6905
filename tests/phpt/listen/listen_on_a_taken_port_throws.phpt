--TEST--
listen: on a taken port throws
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$other = stream_socket_server('tcp://127.0.0.1:0');
$port = (int) substr(strrchr(stream_socket_get_name($other, false), ':'), 1);
$server = new appnetServer('127.0.0.1', $port);
echo str_replace((string) $port, 'N', thrown(function () use ($server) { $server->run(); })), "\n";
?>
--EXPECT--
appnetException: cannot listen on 127.0.0.1 port N: address already in use: is another server running on port N?
