--TEST--
process: a reload waits for answers
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->on(APPNET_EVENT_RECV, function ($server, $fd) {
        say('taken');
        $server->timerAfter(100, function ($server) use ($fd) { $server->send($fd, 'late ' . getmypid()); });
    });
}, ['start' => function () { say((string) getmypid()); }]);
$old = $s->heard();
$c = $s->web();
$c->request('GET', '/');
echo $s->heard(), "\n";
$s->signal(SIGUSR1);
var_dump($c->answer()->body === "late $old", $s->heard() !== $old);
?>
--EXPECT--
taken
bool(true)
bool(true)
