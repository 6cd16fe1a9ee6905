--TEST--
pieces: an answer that a timer has begun ends when that callback throws; one that it goes on with stays
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->on(APPNET_EVENT_RECV, function ($server, $fd, $data) {
        static $stream;
        if ($server->getHeader()['Uri'] === '/stays') {
            $stream = $fd;
            $server->write($fd, "one\n");
            return;
        }
        $server->timerAfter(1, function () use ($server, $fd, &$stream) {
            $server->write($stream, "two\n");
            $server->write($fd, "begun\n");
            $server->timerAfter(1, function () use ($server, &$stream) { $server->end($stream, "three\n"); });
            throw new Exception('thrown');
        });
    });
});
$stays = $s->web();
$stays->request('GET', '/stays');
$stays->until("one\n");
$c = $s->web();
$c->request('GET', '/begun');
echo json_encode(preg_replace('~^.*?\r\n\r\n~s', '', $c->rest())), "\n";
echo json_encode($stays->until("\r\n0\r\n\r\n")), "\n";
?>
--EXPECT--
"6\r\nbegun\n\r\n"
"\r\n4\r\ntwo\n\r\n6\r\nthree\n\r\n0\r\n\r\n"
