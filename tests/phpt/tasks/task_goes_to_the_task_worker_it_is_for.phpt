--TEST--
task: goes to the task worker it is for
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->setOption(APPNET_OPT_TASK_WORKER_NUM, 3);
    $server->on(APPNET_EVENT_TASK, function ($server, $data) { say("$data at " . $server->getInfo()['id']); });
}, ['start' => function (appnetServer $server) {
    if ($server->getInfo()['role'] === 'worker') {
        foreach ([2, 0, 1, 2] as $to) {
            $server->addAsynTask("for $to", $to);
        }
    }
}]);
echo implode("\n", $s->heardSorted(4)), "\n";
?>
--EXPECT--
for 0 at 0
for 1 at 1
for 2 at 2
for 2 at 2
