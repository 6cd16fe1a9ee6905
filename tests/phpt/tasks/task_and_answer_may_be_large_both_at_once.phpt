--TEST--
task: and answer may be large both at once
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->setOption(APPNET_OPT_WORKER_NUM, 2);
    $server->setOption(APPNET_OPT_TASK_WORKER_NUM, 2);
    $server->on(APPNET_EVENT_TASK, function ($server, $data, $task, $from) { $server->taskCallback(strrev($data), $task, $from); });
    $server->on(APPNET_EVENT_TASK_CB, function ($server, $data) { say('answer ' . md5($data)); });
}, ['start' => function (appnetServer $server) {
    for ($i = 0; $i < 6 && $server->getInfo()['role'] === 'worker'; $i++) {
        $server->addAsynTask(str_repeat(chr(97 + $i), 3 << 20), $i % 2) || say('refused');
    }
}]);
$expected = [];
for ($i = 0; $i < 12; $i++) {
    $expected[] = 'answer ' . md5(str_repeat(chr(97 + $i % 6), 3 << 20));
}
sort($expected);
var_dump($s->heardSorted(12) === $expected);
?>
--EXPECT--
bool(true)
