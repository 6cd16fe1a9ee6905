--TEST--
user: is shown by connection info
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd, $data) {
    $before = $server->connectionInfo($fd)['uid'];
    $server->bind($fd, 42);
    $server->send($fd, json_encode([$before, $server->connectionInfo($fd)['uid']]) . "\n");
});
$c = $s->tcp();
$c->write('who');
echo $c->until("\n");
?>
--EXPECT--
[null,"42"]
