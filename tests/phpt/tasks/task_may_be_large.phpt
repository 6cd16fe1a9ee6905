--TEST--
task: may be large
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->setOption(APPNET_OPT_TASK_WORKER_NUM, 1);
    $server->on(APPNET_EVENT_TASK, function ($server, $data, $task, $from) { $server->taskCallback($data, $task, $from); });
    $server->on(APPNET_EVENT_TASK_CB, function ($server, $data) { say(md5(is_string($data) ? $data : implode('', $data))); });
    $server->on(APPNET_EVENT_RECV, function ($server, $fd, $data) {
        $bytes = str_repeat(random_bytes(1 << 10), 3 << 10);
        say(md5($bytes));
        $server->addAsynTask($data === 'string' ? $bytes : str_split($bytes, 1000));
    });
});
$c = $s->tcp();
foreach (['string', 'array'] as $kind) {
    $c->write($kind);
    var_dump($s->heard() === $s->heard());
}
?>
--EXPECT--
bool(true)
bool(true)
