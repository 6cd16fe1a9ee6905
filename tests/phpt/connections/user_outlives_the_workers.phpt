--TEST--
user: outlives the workers
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->on(APPNET_EVENT_RECV, function ($server, $fd, $data) {
        if ($data === 'bind') {
            $server->bind($fd, 'alice');
        }
        $server->send($fd, json_encode($server->connectionsOf('alice') === [$fd]) . "\n");
    });
}, ['start' => function () { say((string) getmypid()); }]);
$pid = (int) $s->heard();
$c = $s->tcp();
$c->write('bind');
echo $c->until("\n");
kill($pid, SIGKILL);
$s->heard();
$c->write('look');
echo $c->until("\n");
?>
--EXPECT--
true
true
