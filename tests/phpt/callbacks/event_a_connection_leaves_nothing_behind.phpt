--TEST--
event: a connection leaves nothing behind
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->on(APPNET_EVENT_RECV, function ($server, $fd, $data) { $server->send($fd, (string) memory_get_usage()); });
    $server->on(APPNET_EVENT_CLOSE, function () {});
});
$used = [];
for ($i = 0; $i < 300; $i++) {
    $used[] = (int) $s->http('GET', '/')->body;
}
echo $used[299] - $used[10], "\n";
?>
--EXPECT--
0
