--TEST--
ws: a message is answered before its client is closed for the next
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->on(APPNET_EVENT_RECV, function ($server, $fd, $data) { say("$data " . json_encode($server->send($fd, "answer to $data"))); });
    $server->on(APPNET_EVENT_CLOSE, function ($server) { say(json_encode($server->closeInfo())); });
});
$text = fn (string $t) => "\x81" . chr(0x80 | strlen($t)) . "\0\0\0\0$t";
foreach (['a broken frame' => "\x83\x80\0\0\0\0", 'no UTF-8' => "\x81\x81\0\0\0\0\xff", 'a close' => "\x88\x82\0\0\0\0\x0f\xa1", 'the end' => ''] as $what => $next) {
    $ws = $s->ws();
    $ws->write($text('one') . $text('two') . $next);
    if ($next === '') {
        $ws->shutWrite();
    }
    echo "$what: ", $s->heard(), ', ', $s->heard(), ', ', $s->heard(), "\n    ", $ws->next(), ', ', $ws->next(), ', ', $ws->next(), "\n";
}
?>
--EXPECT--
a broken frame: one 13, two 13, {"code":1002,"reason":"","cause":"error"}
    text: answer to one, text: answer to two, close: 1002
no UTF-8: one 13, two 13, {"code":1007,"reason":"","cause":"error"}
    text: answer to one, text: answer to two, close: 1007
a close: one 13, two 13, {"code":4001,"reason":"","cause":"peer"}
    text: answer to one, text: answer to two, close: 4001
the end: one 13, two 13, {"code":1006,"reason":"","cause":"peer"}
    text: answer to one, text: answer to two, end
