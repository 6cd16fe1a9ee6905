--TEST--
memory: beyond the limit the longest unfinished message is refused first
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->setOption(APPNET_OPT_MAX_MESSAGE, 1 << 20);
    $server->setOption(APPNET_OPT_MAX_BUFFERED, 4 << 20);
    $server->on(APPNET_EVENT_RECV, function ($server, $fd, $data) { $server->send($fd, (string)strlen($data)); });
    $server->on(APPNET_EVENT_CLOSE, function ($server, $fd) { say("$fd " . json_encode($server->closeInfo())); });
});
/* All but the last byte of a text message. */
function begin(Served $s, int $len)
{
    $c = $s->ws();
    $c->write(chr(0x81) . chr(0xff) . pack('J', $len) . "\0\0\0\0" . str_repeat('x', $len - 1));
    return $c;
}
$large = begin($s, 1000000);
for ($i = 0; $i < 7; $i++) {
    $small[] = begin($s, 400000);
}
echo $s->heard(), "\n";
echo $large->next(), "\n";
foreach ($small as $c) {
    $c->write('x');
    echo $c->next(), "\n";
}
?>
--EXPECT--
1 {"code":1013,"reason":"","cause":"memory"}
close: 1013
text: 400000
text: 400000
text: 400000
text: 400000
text: 400000
text: 400000
text: 400000
