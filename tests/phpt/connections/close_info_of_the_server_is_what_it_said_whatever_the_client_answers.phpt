--TEST--
close info: of the server is what it said, whatever the client answers
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->on(APPNET_EVENT_RECV, function ($server, $fd, $data) { $server->close($fd, ...json_decode($data)); });
    $server->on(APPNET_EVENT_CLOSE, function ($server) { say(json_encode($server->closeInfo())); });
});
foreach ([[], [4001], [4001, 'x']] as $arguments) {
    $ws = $s->ws();
    $ws->text(json_encode($arguments));
    echo $ws->next(), ' ', $s->heard(), "\n";
    $ws->frame(0x88, pack('n', 3000) . 'another');
    var_dump($ws->ended());
}
?>
--EXPECT--
close: 1000 {"code":1000,"reason":"","cause":"server"}
bool(true)
close: 4001 {"code":4001,"reason":"","cause":"server"}
bool(true)
close: 4001 x {"code":4001,"reason":"x","cause":"server"}
bool(true)
