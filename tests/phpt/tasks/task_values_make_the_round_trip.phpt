--TEST--
task: values make the round trip
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

class Point
{
    public $x = 1;
    protected $y = [2];
}

$s = serve(function (appnetServer $server) {
    $server->setOption(APPNET_OPT_TASK_WORKER_NUM, 1);
    $server->on(APPNET_EVENT_TASK, function ($server, $data, $task, $from) { $server->taskCallback($data, $task, $from); });
    $server->on(APPNET_EVENT_TASK_CB, function ($server, $data) { say(serialize($data)); });
}, ['start' => function (appnetServer $server) {
    if ($server->getInfo()['role'] === 'worker') {
        foreach (['text', '', "nul\0\xff", 'i:5;', 5, -1.5, true, null, [1, 'a' => ['b' => 2]], new Point()] as $value) {
            $server->addAsynTask($value);
        }
    }
}]);
for ($i = 0; $i < 10; $i++) {
    echo json_encode($s->heard(), JSON_PARTIAL_OUTPUT_ON_ERROR | JSON_INVALID_UTF8_SUBSTITUTE), "\n";
}
?>
--EXPECT--
"s:4:\"text\";"
"s:0:\"\";"
"s:5:\"nul\u0000\ufffd\";"
"s:4:\"i:5;\";"
"i:5;"
"d:-1.5;"
"b:1;"
"N;"
"a:2:{i:0;i:1;s:1:\"a\";a:1:{s:1:\"b\";i:2;}}"
"O:5:\"Point\":2:{s:1:\"x\";i:1;s:4:\"\u0000*\u0000y\";a:1:{i:0;i:2;}}"
