--TEST--
tcp: a silent client is greeted at once
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->on(APPNET_EVENT_CONNECT, function ($server, $fd) { $server->send($fd, "welcome, $fd\n"); });
});
$first = $s->tcp();
$second = $s->tcp();
echo $first->until("\n"), $second->until("\n");
?>
--EXPECT--
welcome, 1
welcome, 2
