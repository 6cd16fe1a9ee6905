--TEST--
header: of a websocket stays that of its upgrade
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $tell = function ($server) {
        $header = $server->getHeader();
        unset($header['Sec-WebSocket-Key']);
        say(json_encode($header, JSON_UNESCAPED_SLASHES));
    };
    $server->on(APPNET_EVENT_RECV, $tell);
    $server->on(APPNET_EVENT_CLOSE, $tell);
});
$ws = $s->ws('/chat?room=1', ['Cookie' => 'a=b']);
$ws->text('hello');
echo $s->heard(), "\n";
$ws->text('again');
echo $s->heard(), "\n";
$ws->close();
echo $s->heard(), "\n";
?>
--EXPECT--
{"Protocol":"WEBSOCKET","Method":"GET","Uri":"/chat?room=1","Version":"HTTP/1.1","Opcode":1,"Cookie":"a=b","Host":"test","Upgrade":"websocket","Connection":"Upgrade","Sec-WebSocket-Version":"13"}
{"Protocol":"WEBSOCKET","Method":"GET","Uri":"/chat?room=1","Version":"HTTP/1.1","Opcode":1,"Cookie":"a=b","Host":"test","Upgrade":"websocket","Connection":"Upgrade","Sec-WebSocket-Version":"13"}
{"Protocol":"WEBSOCKET","Method":"GET","Uri":"/chat?room=1","Version":"HTTP/1.1","Cookie":"a=b","Host":"test","Upgrade":"websocket","Connection":"Upgrade","Sec-WebSocket-Version":"13"}
