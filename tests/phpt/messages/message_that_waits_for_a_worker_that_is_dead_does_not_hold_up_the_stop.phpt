--TEST--
message: that waits for a worker that is dead does not hold up the stop
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->setOption(APPNET_OPT_WORKER_NUM, 2);
    $server->on(APPNET_EVENT_RECV, function ($server, $fd) {
        $server->send($fd, json_encode($server->sendMessage(1, str_repeat('x', 8 << 20))));
    });
    $server->on(APPNET_EVENT_FINAL, function ($server) { say('final ' . $server->getInfo()['id']); });
}, ['start' => function (appnetServer $server) { say($server->getInfo()['id'] . ' ' . getmypid()); }]);
$pid = (int) substr($s->heardSorted(2)[1], 2);
$net = $s->net();
kill($pid, SIGSTOP);
$c = $s->tcp();
$c->write('x');
echo $c->read(4), "\n";
$c->close();
$s->signal(SIGTERM);
await(function () use ($net) { return !alive($net); }, 'end of the network process');
kill($pid, SIGKILL); // the last to leave, and it never will
$s->join();
echo preg_match('~did not stop in time~', $s->log()), "\n";
?>
--EXPECT--
true
0
