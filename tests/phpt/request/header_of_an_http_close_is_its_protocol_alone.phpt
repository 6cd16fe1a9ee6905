--TEST--
header: of an http close is its protocol alone
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->on(APPNET_EVENT_RECV, function ($server, $fd) { $server->send($fd, 'ok'); });
    $server->on(APPNET_EVENT_CLOSE, function ($server) { say(json_encode($server->getHeader())); });
});
$s->http('GET', '/');
echo $s->heard(), "\n";
?>
--EXPECT--
{"Protocol":"HTTP","Method":"","Uri":"","Version":""}
