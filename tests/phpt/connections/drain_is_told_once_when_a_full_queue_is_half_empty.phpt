--TEST--
drain: is told once when a full queue is half empty, and never after CLOSE
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->on(APPNET_EVENT_RECV, function ($server, $fd, $data) {
        if (trim($data) !== 'fill') {
            $server->send($fd, $data);
            return;
        }
        for ($n = 0; $server->send($fd, str_repeat('x', 1 << 20)) !== false; $n++) {
        }
        $server->send($fd, str_repeat('x', 1 << 20));
        say($n . ($server->lastError() === APPNET_ERROR_FULL ? ' full' : ' not full'));
    });
    $server->on(APPNET_EVENT_DRAIN, function ($server, $fd) {
        say('drain, less than half waits: ' . json_encode($server->connectionInfo($fd)['queued'] <= 8 << 20));
    });
    $server->on(APPNET_EVENT_CLOSE, function ($server) { say('close'); });
});
$c = $s->tcp();
for ($i = 0; $i < 2; $i++) {
    $c->write("fill\n");
    [$n, $what] = explode(' ', $s->heard());
    echo "$what\n";
    $c->read($n << 20);
    echo $s->heard(), "\n";
}
$c->write("fill\n");
echo explode(' ', $s->heard())[1], "\n";
$c->close();
echo $s->heard(), "\n";
$c = $s->ws();
$c->text('fill');
[$n, $what] = explode(' ', $s->heard());
echo "$what\n";
while ($n-- > 0) {
    $c->next();
}
echo $s->heard(), "\n";
?>
--EXPECT--
full
drain, less than half waits: true
full
drain, less than half waits: true
full
close
full
drain, less than half waits: true
