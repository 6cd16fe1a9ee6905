--TEST--
reach: info of one that has said nothing is tcp
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->on(APPNET_EVENT_CONNECT, function ($server, $fd) { say($server->connectionInfo($fd)['protocol']); });
});
$c = $s->web();
echo $s->heard(), "\n";
?>
--EXPECT--
TCP
