--TEST--
signal: handlers run when it comes, also in a worker that waits, wherever they were set; an exception there is reported, and an exit replaces the worker
--SKIPIF--
<?php extension_loaded('pcntl') || die('skip there is no pcntl'); ?>
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->on(APPNET_EVENT_RECV, function ($server, $fd, $data) {
        pcntl_signal(SIGWINCH, function () use ($server, $fd) { $server->send($fd, 'told'); });
        $server->send($fd, 'set');
    });
}, ['start' => function ($server) {
    pcntl_async_signals(true);
    pcntl_signal(SIGALRM, function ($signal) {
        say("signal $signal");
        throw new Exception('thrown by a handler');
    });
    pcntl_signal(SIGURG, function () { exit; });
    say((string) getmypid());
}]);
$pid = (int) $s->heard();
foreach ([1, 2] as $n) {
    kill($pid, SIGALRM);
    echo $s->heard(), "\n";
}
$s->logged('~thrown by a handler~');
$c = $s->tcp();
$c->write('x');
echo $c->read(3), "\n";
kill($pid, SIGWINCH);
echo $c->read(4), "\n";
kill($pid, SIGURG);
echo $s->heard() === (string) $pid ? 'the same' : 'another', "\n";
?>
--EXPECT--
signal 14
signal 14
set
told
another
