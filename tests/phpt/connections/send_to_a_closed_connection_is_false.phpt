--TEST--
send: to a closed connection is false
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $gone = 0;
    $server->on(APPNET_EVENT_CLOSE, function ($server, $fd) use (&$gone) { $gone = $fd; say("$fd has gone"); });
    $server->on(APPNET_EVENT_RECV, function ($server, $fd) use (&$gone) {
        say("to $gone: " . json_encode([$server->send($gone, 'x'), $server->close($gone)]));
    });
});
$first = $s->tcp();
$first->close();
echo $s->heard(), "\n";
$second = $s->tcp();
$second->write('x');
echo $s->heard(), "\n";
?>
--EXPECT--
1 has gone
to 1: [false,false]
