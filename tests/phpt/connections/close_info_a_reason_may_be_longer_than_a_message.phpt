--TEST--
close info: a reason may be longer than a message
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->setOption(APPNET_OPT_MAX_MESSAGE, 10);
    $server->on(APPNET_EVENT_RECV, function ($server, $fd) { $server->close($fd, 4001, str_repeat('x', 123)); });
    $server->on(APPNET_EVENT_CLOSE, function ($server) { say((string) strlen($server->closeInfo()['reason'])); });
});
$ws = $s->ws();
$ws->frame(0x88, pack('n', 1000) . str_repeat('y', 100));
echo $s->heard(), "\n";
$ws = $s->ws();
$ws->text('close');
echo strlen($ws->next()), ' ', $s->heard(), "\n";
?>
--EXPECT--
100
135 123
