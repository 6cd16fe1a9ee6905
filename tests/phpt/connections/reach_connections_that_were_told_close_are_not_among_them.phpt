--TEST--
reach: connections that were told close are not among them
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->on(APPNET_EVENT_CONNECT, function ($server, $fd) { say("open $fd: " . implode(' ', iterator_to_array($server->connections()))); });
    $server->on(APPNET_EVENT_CLOSE, function ($server, $fd) { say("closed $fd: " . implode(' ', iterator_to_array($server->connections()))); });
}, ['set' => [APPNET_OPT_WORKER_NUM => 1, APPNET_OPT_REACTOR_NUM => 1]]);
$a = $s->tcp();
echo $s->heard(), "\n";
$b = $s->tcp();
echo $s->heard(), "\n";
$a->shutWrite(); // may be sent last words still
echo $s->heard(), "\n";
$b->close();
echo $s->heard(), "\n";
?>
--EXPECT--
open 1: 1
open 2: 1 2
closed 1: 2
closed 2: 
