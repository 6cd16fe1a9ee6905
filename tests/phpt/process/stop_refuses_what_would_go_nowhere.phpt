--TEST--
stop: what FINAL sends, publishes or asks for is refused
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->on(APPNET_EVENT_CONNECT, function ($server, $fd) use (&$id) {
        $id = $fd;
        $server->subscribe($fd, 't');
        say('connect');
    });
    $server->on(APPNET_EVENT_TASK, function () {});
    $server->on(APPNET_EVENT_FINAL, function ($server) use (&$id) {
        if ($server->getInfo()['role'] === 'worker') {
            say(json_encode([$server->send($id, 'x'), $server->publish('t', 'x'), $server->broadcast('x'), $server->close($id), $server->addAsynTask('x')]));
        }
    });
}, ['set' => [APPNET_OPT_TASK_WORKER_NUM => 1]]);
$c = $s->tcp();
echo $s->heard(), "\n";
$s->signal(SIGTERM);
echo $s->heard(), "\n", json_encode($c->rest()), "\n";
$c->close();
echo $s->join(), "\n";
?>
--EXPECT--
connect
[false,false,false,false,false]
""
0
