--TEST--
memory: of all clients together has a limit
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd, $data) {
    $info = $server->getInfo();
    $server->send($fd, $data === 'how much?' ? json_encode([$info['buffered'] < 5 << 20, $info['memory_closed'] > 20]) : (string)strlen($data));
}, [APPNET_OPT_MAX_MESSAGE => 1 << 20, APPNET_OPT_MAX_BUFFERED => 4 << 20]);
$flood = [];
for ($i = 0; $i < 30; $i++) {
    $c = $flood[] = $s->tcp();
    try {
        $c->write("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n" . str_repeat('x', 900000));
    } catch (RuntimeException $e) { /* it has been refused meanwhile */
    }
}
echo $s->http('POST', '/', [], 'a small one')->body, "\n";
$said = "";
for ($enough = microtime(true) + LIMIT; microtime(true) < $enough && $said !== '[true,true]';) {
    $said = $s->http('POST', '/', [], 'how much?')->body;
}
echo $said, "\n";
?>
--EXPECT--
11
[true,true]
