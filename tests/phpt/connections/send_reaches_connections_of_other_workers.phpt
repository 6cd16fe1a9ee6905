--TEST--
send: reaches connections of other workers
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd, $data) {
    if ($data !== '?') {
        $server->send((int) $data, 'from worker ' . $server->getInfo()['id'] . "\n");
        return;
    }
    $server->send($fd, "$fd of worker " . $server->getInfo()['id'] . "\n");
}, [APPNET_OPT_WORKER_NUM => 2, APPNET_OPT_REACTOR_NUM => 2]);
$a = $s->tcp();
$a->write('?');
echo $a->until("\n");
$b = $s->tcp();
$b->write('?');
echo $b->until("\n");
$a->write('2');
echo $b->until("\n");
$b->write('1');
echo $a->until("\n");
?>
--EXPECT--
1 of worker 0
2 of worker 1
from worker 0
from worker 1
