--TEST--
process: the stop closes websockets with 1001
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->on(APPNET_EVENT_CLOSE, function ($server, $fd) { $server->send($fd, 'last words'); });
});
$ws = $s->ws();
$s->signal(SIGTERM);
echo $ws->next(), "\n", $ws->next(), "\n";
$ws->frame(0x88, pack('n', 1001));
echo $ws->next(), "\n";
$ws->close();
echo $s->join(), "\n";
?>
--EXPECT--
text: last words
close: 1001
end
0
