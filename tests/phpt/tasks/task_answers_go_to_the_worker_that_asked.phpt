--TEST--
task: answers go to the worker that asked
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->setOption(APPNET_OPT_WORKER_NUM, 3);
    $server->setOption(APPNET_OPT_TASK_WORKER_NUM, 1);
    $server->on(APPNET_EVENT_TASK, function ($server, $data, $task, $from) { $server->taskCallback([$data, $from], $task, $from); });
    $server->on(APPNET_EVENT_TASK_CB, function ($server, $data) { say(json_encode([$server->getInfo()['id'], $data])); });
}, ['start' => function (appnetServer $server) {
    if ($server->getInfo()['role'] === 'worker') {
        $server->addAsynTask($server->getInfo()['id']);
    }
}]);
echo implode("\n", $s->heardSorted(3)), "\n";
?>
--EXPECT--
[0,[0,0]]
[1,[1,1]]
[2,[2,2]]
