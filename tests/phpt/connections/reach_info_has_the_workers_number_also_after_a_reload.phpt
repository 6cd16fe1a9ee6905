--TEST--
reach: info has the worker's number also after a reload
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd) { $server->send($fd, json_encode([$server->connectionInfo($fd)['worker'], $server->getInfo()['id']])); });
for ($i = 1; $i <= 2; $i++) {
    $s->signal(SIGUSR1);
    await(fn () => substr_count($s->log(), 'the workers are reloaded') === $i, 'reload');
    echo $s->http('GET', '/')->body, "\n";
}
?>
--EXPECT--
[0,0]
[0,0]
