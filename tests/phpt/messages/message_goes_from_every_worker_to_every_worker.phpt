--TEST--
message: goes from every worker to every worker
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->setOption(APPNET_OPT_WORKER_NUM, 3);
    $server->on(APPNET_EVENT_MESSAGE, function ($server, $from, $data) { say($server->getInfo()['id'] . " hears of $from: $data"); });
}, ['start' => function (appnetServer $server) {
    for ($to = 0; $to < 3; $to++) {
        if (!$server->sendMessage($to, "hello $to")) {
            say('refused');
        }
    }
}]);
echo implode("\n", $s->heardSorted(9)), "\n";
?>
--EXPECT--
0 hears of 0: hello 0
0 hears of 1: hello 0
0 hears of 2: hello 0
1 hears of 0: hello 1
1 hears of 1: hello 1
1 hears of 2: hello 1
2 hears of 0: hello 2
2 hears of 1: hello 2
2 hears of 2: hello 2
