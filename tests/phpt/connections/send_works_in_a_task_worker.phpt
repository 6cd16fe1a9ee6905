--TEST--
send: works in a task worker
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->setOption(APPNET_OPT_TASK_WORKER_NUM, 1);
    $server->on(APPNET_EVENT_RECV, function ($server, $fd, $data) { $server->addAsynTask([$fd, $data]); });
    $server->on(APPNET_EVENT_TASK, function ($server, $task) {
        $server->send($task[0], $server->getInfo()['role'] . ": $task[1]");
        $server->close($task[0]);
    });
});
$c = $s->tcp();
$c->write('hello');
echo $c->rest(), "\n", $s->http('POST', '/', [], 'hello'), "\n";
?>
--EXPECT--
task: hello
200 task: hello
