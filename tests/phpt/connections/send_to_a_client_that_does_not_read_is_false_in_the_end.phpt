--TEST--
send: to a client that does not read is false in the end
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd) {
    $sent = 0;
    $server->timerAdd(1, function ($server, $timer) use ($fd, &$sent) {
        if ($server->send($fd, str_repeat('x', 1 << 20)) !== false) {
            $sent++;
            return;
        }
        $server->timerRemove($timer);
        say((string) $sent);
    });
});
$c = $s->tcp();
$c->write('x');
$sent = (int) $s->heard();
var_dump($sent >= 16);
echo strlen($c->read($sent << 20)) - ($sent << 20), "\n";
?>
--EXPECT--
bool(true)
0
