--TEST--
process: sigusr1 replaces the workers and keeps the connections
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->setOption(APPNET_OPT_WORKER_NUM, 2);
    $server->on(APPNET_EVENT_RECV, function ($server, $fd) { $server->send($fd, getmypid() . "\n"); });
    $server->on(APPNET_EVENT_FINAL, function () { say('final ' . getmypid()); });
    $server->on(APPNET_EVENT_CLOSE, function () { say('close'); });
}, ['start' => function () { say('start ' . getmypid()); }]);
$old = $s->heardSorted(2);
$c = $s->tcp();
$c->write('?');
var_dump(in_array('start ' . trim($c->until("\n")), $old, true));
$s->signal(SIGUSR1);
$lines = $s->heardSorted(4);
$new = array_values(preg_grep('~start~', $lines));
var_dump(preg_grep('~final~', $lines) === preg_replace('~start~', 'final', $old), array_intersect($old, $new) === []);
$c->write('?');
var_dump(in_array('start ' . trim($c->until("\n")), $new, true));
$s->logged('~the workers are reloaded~');
?>
--EXPECT--
bool(true)
bool(true)
bool(true)
bool(true)
