--TEST--
http: who leaves a stream is noticed, also behind what it sent too much
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->setOption(APPNET_OPT_MAX_CONNECTION, 20);
    $server->on(APPNET_EVENT_RECV, function ($server, $fd, $data) { $server->write($fd, "data: 1\n\n"); });
    $server->on(APPNET_EVENT_CLOSE, function ($server, $fd) { say($server->closeInfo()['cause']); });
});
$sse = "GET /sse HTTP/1.1\r\nHost: t\r\n\r\n";
for ($round = 0; $round < 4; $round++) { // two of them take all the places there are
    $clients = [];
    foreach (["\r\n", 'G', $sse, "POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 9\r\n\r\n", "\0"] as $too_much) {
        $clients[] = $c = $s->tcp();
        $c->write($sse . $too_much);
        $clients[] = $c = $s->tcp();
        $c->write(str_replace('GET', 'HEAD', $sse) . $too_much);
    }
    foreach ($clients as $c) {
        $c->until("\r\n\r\n");
    }
    foreach ($clients as $c) {
        $c->close();
    }
    for ($i = 0, $causes = []; $i < 10; $i++) {
        $causes[] = $s->heard();
    }
    echo json_encode(array_count_values($causes)), "\n";
}
?>
--EXPECT--
{"peer":10}
{"peer":10}
{"peer":10}
{"peer":10}
