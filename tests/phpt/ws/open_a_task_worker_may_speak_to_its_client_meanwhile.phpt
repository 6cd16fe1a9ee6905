--TEST--
open: a task worker may speak to its client meanwhile
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$mark = sys_get_temp_dir() . '/appnet-' . bin2hex(random_bytes(6));
$s = serve(function (appnetServer $server) use ($mark) {
    $server->setOption(APPNET_OPT_TASK_WORKER_NUM, 1);
    $server->on(APPNET_EVENT_OPEN, function ($server, $fd) use ($mark) {
        $server->addAsynTask($fd);
        await(fn () => file_exists($mark), 'word from the task worker');
        unlink($mark);
    });
    $server->on(APPNET_EVENT_TASK, function ($server, $fd) use ($mark) {
        say(json_encode($server->send($fd, 'from a task')));
        touch($mark);
    });
    $server->on(APPNET_EVENT_RECV, function () {});
});
$ws = $s->ws();
echo $s->heard(), "\n", $ws->next(), "\n";
?>
--EXPECT--
11
text: from a task
