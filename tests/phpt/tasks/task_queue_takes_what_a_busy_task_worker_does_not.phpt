--TEST--
task: that finds its task worker busy waits in the memory of its worker, which does not wait
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

[$go, $wait] = stream_socket_pair(STREAM_PF_UNIX, STREAM_SOCK_STREAM, 0);
$s = serve(function (appnetServer $server) use ($go, $wait) {
    $server->setOption(APPNET_OPT_TASK_WORKER_NUM, 1);
    $server->on(APPNET_EVENT_TASK, function ($server, $data, $task, $from) use ($wait) {
        static $n = 0;
        if ($n++ === 0) {
            fread($wait, 1); // busy
        }
        $server->taskCallback(strlen($data), $task, $from);
    });
    $server->on(APPNET_EVENT_RECV, function ($server, $fd, $data) use ($go) {
        if ($data === 'go') {
            fwrite($go, 'x');
            return;
        }
        for ($i = 0; $i < 64; $i++) {
            $server->addAsynTask(str_repeat('x', 1 << 16)) || say('refused');
        }
        $server->addAsynTask(str_repeat('x', 3 << 20)) || say('refused');
        $server->send($fd, 'ready');
    });
    $server->on(APPNET_EVENT_TASK_CB, function ($server, $data) {
        static $n = 0, $sum = 0;
        $sum += $data;
        if (++$n === 65) {
            say((string) $sum);
        }
    });
});
$c = $s->tcp();
$c->write('x');
echo $c->read(5), "\n";
$c->write('go');
echo $s->heard() == (64 << 16) + (3 << 20) ? 'all are done' : 'some are missing', "\n";
?>
--EXPECT--
ready
all are done
