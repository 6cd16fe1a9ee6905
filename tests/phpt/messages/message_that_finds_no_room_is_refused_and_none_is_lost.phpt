--TEST--
message: that finds no room is refused and none is lost
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->setOption(APPNET_OPT_WORKER_NUM, 2);
    $server->on(APPNET_EVENT_RECV, function ($server, $fd, $data) {
        for ($n = 0; $data === 'fill' && $server->sendMessage(1, str_repeat('x', 1 << 20)); $n++) {
        }
        $server->send($fd, ($data === 'fill' ? $n : json_encode($server->sendMessage(1, 'how many?'))) . "\n");
    });
    $server->on(APPNET_EVENT_MESSAGE, function ($server, $from, $data) {
        static $n = 0;
        if ($data === 'how many?') {
            say((string) $n);
        }
        $n += strlen($data) === 1 << 20;
    });
}, ['start' => function (appnetServer $server) { say($server->getInfo()['id'] . ' ' . getmypid()); }]);
$stop = function (int $pid): void {
    kill($pid, SIGSTOP);
    await(function () use ($pid) { return preg_match('~\) T ~', (string) @file_get_contents("/proc/$pid/stat")); }, 'stopped worker');
};
$pid = (int) substr($s->heardSorted(2)[1], 2);
$stop($pid);
$c = $s->tcp();
$c->write('fill');
$taken = (int) $c->until("\n");
kill($pid, SIGCONT);
await(function () use ($c) {
    $c->write('?');
    return $c->until("\n") === "true\n";
}, 'room');
var_dump($taken >= 15 && $taken <= 17, (int) $s->heard() === $taken);
?>
--EXPECT--
bool(true)
bool(true)
