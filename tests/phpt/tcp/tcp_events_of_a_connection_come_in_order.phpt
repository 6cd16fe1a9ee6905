--TEST--
tcp: events of a connection come in order
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->on(APPNET_EVENT_CONNECT, function ($server, $fd) { say("connect $fd"); });
    $server->on(APPNET_EVENT_RECV, function ($server, $fd, $data) { say("recv $fd $data"); $server->send($fd, 'ok'); });
    $server->on(APPNET_EVENT_CLOSE, function ($server, $fd) { say("close $fd"); });
});
$c = $s->tcp();
foreach (['one', 'two', 'three'] as $word) {
    $c->write($word);
    $c->read(2);
}
$c->close();
for ($i = 0; $i < 5; $i++) {
    echo $s->heard(), "\n";
}
?>
--EXPECT--
connect 1
recv 1 one
recv 1 two
recv 1 three
close 1
