--TEST--
pieces: an answer whose task throws in the middle ends at once, without its last chunk, and the log says so
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->setOption(APPNET_OPT_TASK_WORKER_NUM, 1);
    $server->on(APPNET_EVENT_RECV, function ($server, $fd) {
        $server->write($fd, "one\n");
        $server->addAsynTask($fd);
    });
    $server->on(APPNET_EVENT_TASK, function ($server, $fd) {
        $server->write($fd, "two\n");
        throw new Exception('thrown');
    });
});
$c = $s->web();
$c->request('GET', '/');
echo json_encode(preg_replace('~^.*?\r\n\r\n~s', '', $c->rest())), "\n";
$s->logged('~an answer in pieces ends unfinished: its callback has failed~');
?>
--EXPECT--
"4\r\none\n\r\n4\r\ntwo\n\r\n"
