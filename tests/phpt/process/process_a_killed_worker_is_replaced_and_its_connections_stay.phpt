--TEST--
process: a killed worker is replaced and its connections stay
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->on(APPNET_EVENT_CONNECT, function ($server, $fd) { say("connect $fd"); });
    $server->on(APPNET_EVENT_RECV, function ($server, $fd, $data) { $server->send($fd, "$fd $data"); });
    $server->on(APPNET_EVENT_CLOSE, function ($server, $fd) { say("close $fd"); });
}, ['start' => function () { say('start ' . getmypid()); }]);
$pid = (int) substr($s->heard(), 6);
$c = $s->tcp();
echo $s->heard(), "\n";
kill($pid, SIGKILL);
$c->write('hello');
echo $c->read(7), "\n", substr($s->heard(), 0, 5), "\n";
$c->close();
echo $s->heard(), "\n", preg_replace('~\d+~', 'N', $s->logged('~worker 0 \(pid \d+\) was killed by signal 9 .*~')), "\n";
?>
--EXPECT--
connect 1
1 hello
start
close 1
worker N (pid N) was killed by signal N (Killed)
