--TEST--
pieces: an answer whose task worker is killed in the middle ends at once, without its last chunk
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->setOption(APPNET_OPT_TASK_WORKER_NUM, 1);
    $server->on(APPNET_EVENT_RECV, function ($server, $fd) { $server->addAsynTask($fd); });
    $server->on(APPNET_EVENT_TASK, function ($server, $fd) {
        $server->write($fd, "one\n");
        kill(getmypid(), SIGKILL);
    });
});
$c = $s->web();
$c->request('GET', '/');
echo preg_replace('~^.*?\r\n\r\n~s', '', $c->rest());
?>
--EXPECT--
4
one
