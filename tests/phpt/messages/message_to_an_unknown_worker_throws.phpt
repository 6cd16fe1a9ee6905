--TEST--
message: to an unknown worker throws
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->setOption(APPNET_OPT_WORKER_NUM, 2);
    $server->setOption(APPNET_OPT_TASK_WORKER_NUM, 1);
    $server->on(APPNET_EVENT_RECV, function ($server, $fd) {
        foreach ([-1, 3, 1 << 32, PHP_INT_MIN, PHP_INT_MAX] as $to) {
            say(thrown(function () use ($server, $to) { $server->sendMessage($to, 'x'); }));
        }
        $server->addAsynTask('');
    });
    $server->on(APPNET_EVENT_TASK, function ($server) {
        say(thrown(function () use ($server) { $server->sendMessage(2, 'x'); }));
    });
});
$c = $s->tcp();
$c->write('x');
for ($i = 0; $i < 6; $i++) {
    echo $s->heard(), "\n";
}
$s = answering(function ($server, $fd) { say(thrown(function () use ($server) { $server->sendMessage(1, 'x'); })); });
$c = $s->tcp();
$c->write('x');
echo $s->heard(), "\n";
?>
--EXPECT--
InvalidArgumentException: a worker is 0 to 1, a task worker 2 to 2
InvalidArgumentException: a worker is 0 to 1, a task worker 2 to 2
InvalidArgumentException: a worker is 0 to 1, a task worker 2 to 2
InvalidArgumentException: a worker is 0 to 1, a task worker 2 to 2
InvalidArgumentException: a worker is 0 to 1, a task worker 2 to 2
InvalidArgumentException: a task worker writes to workers, which are 0 to 1
InvalidArgumentException: a worker is 0 to 0
