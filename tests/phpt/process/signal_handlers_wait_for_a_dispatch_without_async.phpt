--TEST--
signal: handlers wait for pcntl_signal_dispatch without pcntl_async_signals, as everywhere in PHP
--SKIPIF--
<?php extension_loaded('pcntl') || die('skip there is no pcntl'); ?>
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->on(APPNET_EVENT_RECV, function ($server, $fd, $data) {
        say('event');
        pcntl_signal_dispatch();
    });
}, ['start' => function () {
    pcntl_async_signals(false);
    pcntl_signal(SIGALRM, function ($signal) { say("signal $signal"); });
    say((string) getmypid());
}]);
kill((int) $s->heard(), SIGALRM);
$c = $s->tcp();
$c->write('x');
echo $s->heard(), "\n", $s->heard(), "\n";
?>
--EXPECT--
event
signal 14
