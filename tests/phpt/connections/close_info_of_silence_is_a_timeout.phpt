--TEST--
close info: of silence is a timeout
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->setOption(APPNET_WS_PING, 0);
    $server->setOption(APPNET_WS_TIMEOUT, 50);
    $server->setOption(APPNET_TCP_TIMEOUT, 50);
    $server->on(APPNET_EVENT_CLOSE, function ($server) { say(json_encode($server->closeInfo())); });
});
$ws = $s->ws();
echo $s->heard(), "\n";
$tcp = $s->tcp();
echo $s->heard(), "\n";
?>
--EXPECT--
{"code":1006,"reason":"","cause":"timeout"}
{"code":0,"reason":"","cause":"timeout"}
