--TEST--
event: the last listener counts
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->on(APPNET_EVENT_RECV, function ($server, $fd) { $server->send($fd, 'first'); });
    $server->on(APPNET_EVENT_RECV, function ($server, $fd) { $server->send($fd, 'second'); });
});
$c = $s->tcp();
$c->write('x');
$c->shutWrite();
echo $c->rest(), "\n";
?>
--EXPECT--
second
