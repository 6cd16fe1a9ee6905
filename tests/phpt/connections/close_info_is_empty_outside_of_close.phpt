--TEST--
close info: is empty outside of close
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    say(json_encode($server->closeInfo()));
    $server->on(APPNET_EVENT_CONNECT, function ($server) { say(json_encode($server->closeInfo())); });
    $server->on(APPNET_EVENT_RECV, function ($server, $fd) {
        say(json_encode($server->closeInfo()));
        $server->timerAfter(1, function ($server) { say(json_encode($server->closeInfo())); });
        $server->close($fd);
    });
    $server->on(APPNET_EVENT_CLOSE, function () { });
});
$tcp = $s->tcp();
$tcp->write('x');
echo $s->heard(), $s->heard(), $s->heard(), $s->heard(), "\n";
?>
--EXPECT--
[][][][]
