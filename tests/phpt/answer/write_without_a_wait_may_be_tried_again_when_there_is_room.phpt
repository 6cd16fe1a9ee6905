--TEST--
write: without a wait, the refused piece may be tried again when there is room
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $next = [];
    $pump = function (appnetServer $server, int $fd) use (&$next) {
        for (; $next[$fd] < 60; $next[$fd]++) {
            if ($server->write($fd, str_repeat(chr(65 + $next[$fd] % 26), 1 << 20), 0) === false) {
                say($server->lastError() === APPNET_ERROR_FULL ? 'full' : 'not full');
                return;
            }
        }
        $server->end($fd);
        say('end');
        unset($next[$fd]);
    };
    $server->on(APPNET_EVENT_RECV, function ($server, $fd) use (&$next, $pump) { $next[$fd] = 0; $pump($server, $fd); });
    $server->on(APPNET_EVENT_DRAIN, function ($server, $fd) use ($pump) { say('drain'); $pump($server, $fd); });
});
$c = $s->tcp();
$c->write("GET / HTTP/1.0\r\n\r\n");
$c->until("\r\n\r\n");
$told = $s->heard() . ' '; // so much has room nowhere
for ($i = 0, $right = 0; $i < 60; $i++) {
    $right += $c->read(1 << 20) === str_repeat(chr(65 + $i % 26), 1 << 20);
}
echo $right === 60 && $c->ended() ? 'whole' : "not whole: $right pieces", "\n";
for (; substr($told, -4) !== 'end ';) {
    $told .= $s->heard() . ' ';
}
echo preg_match('/^(full drain )+end $/', $told) ? 'each time it was full, and then drained' : $told, "\n";
?>
--EXPECT--
whole
each time it was full, and then drained
