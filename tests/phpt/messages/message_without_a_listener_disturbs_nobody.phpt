--TEST--
message: without a listener disturbs nobody
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd, $data) {
    $server->sendMessage(1 - $server->getInfo()['id'], str_repeat('x', 1 << 20));
    $server->sendMessage(1 - $server->getInfo()['id'], 'x');
    $server->send($fd, $data);
}, [APPNET_OPT_WORKER_NUM => 2]);
foreach ([1, 2, 3, 4] as $i) {
    $c = $s->tcp();
    $c->write("hello\n");
    echo $c->until("\n");
}
?>
--EXPECT--
hello
hello
hello
hello
