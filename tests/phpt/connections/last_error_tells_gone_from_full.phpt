--TEST--
last error: tells who has gone from who is full, and is 0 after what was sent
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    say((string) $server->lastError());
    $server->on(APPNET_EVENT_RECV, function ($server, $fd, $data) {
        $told = [];
        $note = function ($result) use ($server, &$told) { $told[] = json_encode($result !== false) . ' ' . $server->lastError(); };
        $note($server->send($fd, 'x'));
        $note($server->send(99999, 'x'));
        $note($server->write(99999, 'x'));
        $note($server->close(99999));
        $note($server->ping(99999));
        $note($server->sendFile(99999, __FILE__));
        $note($server->send($fd, 'x'));
        while ($server->send($fd, str_repeat('x', 1 << 20)) !== false) {
        }
        $told[] = 'full ' . $server->lastError();
        $note($server->close($fd));
        say(implode(', ', $told));
    });
});
echo $s->heard(), "\n";
$c = $s->tcp();
$c->write('go');
echo $s->heard(), "\n";
?>
--EXPECT--
0
true 0, false 1, false 1, false 1, false 1, false 1, true 0, full 2, true 0
