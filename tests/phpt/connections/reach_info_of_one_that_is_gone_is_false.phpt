--TEST--
reach: info of one that is gone is false
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->on(APPNET_EVENT_CONNECT, function ($server, $fd) { say(json_encode([$server->connectionInfo($fd) !== false])); });
    $server->on(APPNET_EVENT_CLOSE, function ($server, $fd) {
        $server->timerAfter(1, function ($server) use ($fd) {
            say(json_encode(array_map([$server, 'connectionInfo'], [$fd, $fd + 1, 0, -1, PHP_INT_MAX, PHP_INT_MIN])));
        });
    });
});
$c = $s->tcp();
echo $s->heard(), "\n";
$c->close();
echo $s->heard(), "\n";
?>
--EXPECT--
[true]
[false,false,false,false,false,false]
