--TEST--
message: goes from and to task workers
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->setOption(APPNET_OPT_WORKER_NUM, 2);
    $server->setOption(APPNET_OPT_TASK_WORKER_NUM, 2);
    $server->on(APPNET_EVENT_MESSAGE, function ($server, $from, $data) {
        $info = $server->getInfo();
        say("$info[role] $info[id] hears of $from: $data");
        if ($info['role'] === 'task') {
            $server->sendMessage(1 - $from, "forwarded for $from");
        }
    });
}, ['start' => function (appnetServer $server) {
    $info = $server->getInfo();
    if ($info['role'] === 'worker') {
        $server->sendMessage(2 + $info['id'], 'please');
    }
}]);
echo implode("\n", $s->heardSorted(4)), "\n";
?>
--EXPECT--
task 0 hears of 0: please
task 1 hears of 1: please
worker 0 hears of 3: forwarded for 1
worker 1 hears of 2: forwarded for 0
