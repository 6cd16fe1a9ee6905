--TEST--
pieces: all of them reach a client that has ended its side
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->on(APPNET_EVENT_RECV, function ($server, $fd) {
        $left = 20;
        $server->write($fd, "begin\n");
        say('begun');
        $server->timerAdd(10, function ($server, $timer) use ($fd, &$left) {
            if (--$left) {
                return $server->write($fd, "$left\n");
            }
            $server->timerRemove($timer);
            $server->end($fd, "end\n");
        });
    });
    $server->on(APPNET_EVENT_CLOSE, function ($server, $fd) { say($server->closeInfo()['cause']); });
});
foreach (["GET / HTTP/1.1\r\nHost: x\r\n\r\n", "GET / HTTP/1.1\r\nHost: x\r\n\r\nGET / HTTP/1.1\r\n", "GET / HTTP/1.0\r\n\r\n"] as $request) {
    $c = $s->tcp();
    $c->write($request);
    echo $s->heard(), ' ';
    $c->shutWrite();
    $c->until("\r\n\r\n");
    $body = $c->rest();
    if (strpos($request, '1.1')) { // undone as its grammar has it: a size may have zeros before it
        for ($text = ''; preg_match('~^([0-9a-f]+)\r\n~', $body, $m) && ($n = hexdec($m[1])); $body = substr($body, strlen($m[0]) + $n + 2)) {
            $text .= substr($body, strlen($m[0]), $n);
        }
        $body = $text . json_encode(ltrim($body, '0'));
    }
    echo str_replace("\n", ' ', $body), ' ', $s->heard(), "\n";
}
?>
--EXPECT--
begun begin 19 18 17 16 15 14 13 12 11 10 9 8 7 6 5 4 3 2 1 end "\r\n\r\n" peer
begun begin 19 18 17 16 15 14 13 12 11 10 9 8 7 6 5 4 3 2 1 end "\r\n\r\n" peer
begun begin 19 18 17 16 15 14 13 12 11 10 9 8 7 6 5 4 3 2 1 end  server
