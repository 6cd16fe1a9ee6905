--TEST--
task: and answer carry their id and their sender
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->setOption(APPNET_OPT_TASK_WORKER_NUM, 2);
    $server->on(APPNET_EVENT_TASK, function ($server, $data, $task, $from) {
        say(json_encode(['task', $data, $task, $from, func_num_args()]));
        say(json_encode($server->taskCallback("re: $data", $task, $from)));
    });
    $server->on(APPNET_EVENT_TASK_CB, function ($server, $data, $task, $from) { say(json_encode(['answer', $data, $task, $from, func_num_args()])); });
    $server->on(APPNET_EVENT_RECV, function ($server, $fd, $data) { say(json_encode($server->addAsynTask('work', (int) $data))); });
});
$c = $s->tcp();
foreach (['1', '0'] as $to) {
    $c->write($to);
    echo implode("\n", $s->heardSorted(4)), "\n";
}
?>
--EXPECT--
1
["answer","re: work",1,1,4]
["task","work",1,0,4]
true
2
["answer","re: work",2,0,4]
["task","work",2,0,4]
true
