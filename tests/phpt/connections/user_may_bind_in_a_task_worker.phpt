--TEST--
user: may bind in a task worker
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->setOption(APPNET_OPT_TASK_WORKER_NUM, 1);
    $server->on(APPNET_EVENT_RECV, function ($server, $fd, $data) { $server->addAsynTask([$fd, $data]); });
    $server->on(APPNET_EVENT_TASK, function ($server, $data) {
        $server->send($data[0], json_encode([$server->bind($data[0], $data[1]), $server->connectionsOf($data[1]) === [$data[0]]]));
    });
});
$c = $s->ws();
$c->text('alice');
echo $c->next(), "\n";
?>
--EXPECT--
text: [true,true]
