--TEST--
ws: a close of the server shakes hands
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->on(APPNET_EVENT_RECV, function ($server, $fd, $data) {
        say("recv $data");
        $server->send($fd, 'last');
        $server->close($fd);
    });
    $server->on(APPNET_EVENT_CLOSE, function ($server, $fd) { say("close $fd"); });
    $server->on(APPNET_EVENT_FINAL, function () { say('final'); });
});
$ws = $s->ws();
$ws->text('please');
echo $ws->next(), "\n", $ws->next(), "\n";
$ws->text('nobody listens any more');
$ws->frame(0x88, pack('n', 1000));
echo $ws->next(), "\n";
$ws->close();
$s->stop();
echo $s->heard(), "\n", $s->heard(), "\n", $s->heard(), "\n";
?>
--EXPECT--
text: last
close: 1000
end
recv please
close 1
final
