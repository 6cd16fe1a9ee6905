--TEST--
process: a killed network process is replaced and its clients are told
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->on(APPNET_EVENT_CONNECT, function ($server, $fd) { say("connect $fd"); });
    $server->on(APPNET_EVENT_RECV, function ($server, $fd, $data) { $server->send($fd, $data); });
    $server->on(APPNET_EVENT_CLOSE, function ($server, $fd) { say("close $fd " . json_encode($server->send($fd, 'x'))); });
}, ['start' => function () { say('start'); }]);
$s->heard();
$c = $s->tcp();
echo $s->heard(), "\n";
kill($s->net(), SIGKILL);
var_dump($c->ended());
echo $s->heard(), "\n";
$c = $s->tcp();
$c->write('hello');
echo $c->read(5), "\n";
$s->logged('~net \(pid \d+\) was killed by signal 9~');
?>
--EXPECT--
connect 1
bool(true)
close 1 false
hello
