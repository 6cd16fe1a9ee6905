--TEST--
tcp: close is told once whoever closes
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->on(APPNET_EVENT_RECV, function ($server, $fd) {
        $server->close($fd);
        $server->close($fd);
    });
    $server->on(APPNET_EVENT_CLOSE, function ($server, $fd) { say("close $fd"); });
    $server->on(APPNET_EVENT_FINAL, function () { say('final'); });
});
$c = $s->tcp();
$c->close();
echo $s->heard(), "\n";
$c = $s->tcp();
$c->write('please');
var_dump($c->ended());
$c->close();
$s->stop();
echo $s->heard(), "\n", $s->heard(), "\n";
?>
--EXPECTF--
close 1
bool(true)
close %d
final
