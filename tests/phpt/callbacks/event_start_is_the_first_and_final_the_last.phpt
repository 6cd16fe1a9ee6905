--TEST--
event: start is the first and final the last
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    foreach (['CONNECT', 'RECV', 'CLOSE', 'FINAL'] as $event) {
        $server->on(constant("APPNET_EVENT_$event"), function () use ($event) { say($event); });
    }
}, ['start' => function () { say('START'); }]);
$c = $s->tcp();
$c->write('x');
echo $s->heard(), "\n", $s->heard(), "\n", $s->heard(), "\n";
$s->signal(SIGTERM);
$c->rest();
$c->close();
echo $s->heard(), "\n", $s->heard(), "\n", $s->join(), "\n";
?>
--EXPECT--
START
CONNECT
RECV
CLOSE
FINAL
0
