--TEST--
task: without a listener disturbs nobody
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->setOption(APPNET_OPT_TASK_WORKER_NUM, 1);
    $server->on(APPNET_EVENT_RECV, function ($server, $fd, $data) {
        $server->addAsynTask($data);
        $server->addAsynTask([$data]);
        $server->send($fd, $data);
    });
});
$c = $s->tcp();
$c->write('hello');
echo $c->read(5), "\n";
?>
--EXPECT--
hello
