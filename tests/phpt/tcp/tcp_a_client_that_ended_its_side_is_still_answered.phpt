--TEST--
tcp: a client that ended its side is still answered
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->on(APPNET_EVENT_RECV, function ($server, $fd, $data) { $server->send($fd, "heard $data\n"); });
    $server->on(APPNET_EVENT_CLOSE, function ($server, $fd) { $server->send($fd, "bye\n"); });
});
$c = $s->tcp();
$c->write('the last');
$c->shutWrite();
echo $c->rest();
?>
--EXPECT--
heard the last
bye
