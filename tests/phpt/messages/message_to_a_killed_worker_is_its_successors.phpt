--TEST--
message: to a killed worker is its successors
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->setOption(APPNET_OPT_WORKER_NUM, 2);
    $server->on(APPNET_EVENT_RECV, function ($server, $fd, $data) {
        for ($i = 0; $i < 100; $i++) { // the fiftieth does not fit into the ring
            $server->sendMessage(1, "$i " . str_repeat('x', $i === 50 ? 3 << 20 : 1000)) || say('refused');
        }
        $server->send($fd, 'sent');
    });
    $server->on(APPNET_EVENT_MESSAGE, function ($server, $from, $data) {
        static $next = 0;
        if ((int) $data !== $next++) {
            say((int) $data . ' out of order');
        }
        if ($next === 100) {
            say('100 in order ' . getmypid());
        }
    });
}, ['start' => function (appnetServer $server) { say($server->getInfo()['id'] . ' ' . getmypid()); }]);
$stop = function (int $pid): void {
    kill($pid, SIGSTOP);
    await(function () use ($pid) { return preg_match('~\) T ~', (string) @file_get_contents("/proc/$pid/stat")); }, 'stopped worker');
};
$pid = (int) substr($s->heardSorted(2)[1], 2);
$stop($pid);
$c = $s->tcp();
$c->write('go');
echo $c->read(4), "\n";
kill($pid, SIGKILL);
$successor = substr($s->heard(), 2);
var_dump($s->heard() === "100 in order $successor", (int) $successor !== $pid);
?>
--EXPECT--
sent
bool(true)
bool(true)
