--TEST--
pieces: end with a client that leaves, and php is told
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->on(APPNET_EVENT_RECV, function ($server, $fd) {
        $server->setHeader('Content-Type', 'text/event-stream');
        $server->write($fd, '');
        $server->timerAdd(5, function ($server, $timer) use ($fd) {
            if ($server->write($fd, "data: tick\n\n") === false) {
                $server->timerRemove($timer);
                say('stopped');
            }
        });
    });
    $server->on(APPNET_EVENT_CLOSE, function ($server, $fd) { say('closed'); });
});
$c = $s->web();
$c->request('GET', '/');
$c->until("tick\n\n");
$c->until("tick\n\n");
$c->close();
$heard = [$s->heard(), $s->heard()];
sort($heard);
echo implode(' ', $heard), "\n";
?>
--EXPECT--
closed stopped
