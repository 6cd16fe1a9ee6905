--TEST--
tcp: connections are spread over the workers
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd) {
    $server->send($fd, $server->getInfo()['id'] . "\n");
}, [APPNET_OPT_WORKER_NUM => 4]);
$clients = [];
$workers = [];
for ($i = 0; $i < 8; $i++) {
    $clients[] = $c = $s->tcp();
    $c->write('?');
    $workers[] = (int) $c->until("\n");
}
sort($workers);
echo implode(' ', $workers), "\n";
?>
--EXPECT--
0 0 1 1 2 2 3 3
