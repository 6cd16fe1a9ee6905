--TEST--
task: is refused when the queue is full and none is lost
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

[$go, $wait] = stream_socket_pair(STREAM_PF_UNIX, STREAM_SOCK_STREAM, 0);
$s = serve(function (appnetServer $server) use ($go, $wait) {
    $server->setOption(APPNET_OPT_TASK_WORKER_NUM, 1);
    $server->setOption(APPNET_OPT_TASK_QUEUE_SIZE, 1 << 20);
    $server->on(APPNET_EVENT_TASK, function ($server, $data, $task, $from) use ($wait) {
        static $n = 0;
        if ($n++ === 0) {
            fread($wait, 1); // busy
        }
        $server->taskCallback($n, $task, $from);
    });
    $server->on(APPNET_EVENT_RECV, function ($server) use ($go) {
        for ($n = 0; $server->addAsynTask(str_repeat('x', 1000)) !== false; $n++) {
        }
        say($server->lastError() === APPNET_ERROR_FULL ? (string) $n : 'another error');
        fwrite($go, 'x');
    });
    $server->on(APPNET_EVENT_TASK_CB, function ($server, $data) {
        if ($data % 100 === 0) {
            say((string) $data);
        }
    });
});
$c = $s->tcp();
$c->write('x');
$added = (int) $s->heard();
for ($done = 0; $done < $added - $added % 100; $done = (int) $s->heard()) {
}
var_dump($added > 1000 && $added < 3000);
?>
--EXPECT--
bool(true)
