--TEST--
message: order is kept
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->setOption(APPNET_OPT_WORKER_NUM, 2);
    $server->on(APPNET_EVENT_MESSAGE, function ($server, $from, $data) {
        static $next = [0, 0];
        if ((int) $data !== $next[$from]++) {
            say((int) $data . " of $from is out of order");
        }
        if ($next[$from] === 1000) {
            say($server->getInfo()['id'] . " has heard 1000 of $from");
        }
    });
}, ['start' => function (appnetServer $server) {
    for ($i = 0; $i < 1000; $i++) {
        foreach ([0, 1] as $to) { // each tenth is longer than a record
            $server->sendMessage($to, $i . ' ' . str_repeat('x', $i % 100 ? $i : 300000)) || say('refused');
        }
    }
}]);
echo implode("\n", $s->heardSorted(4)), "\n";
?>
--EXPECT--
0 has heard 1000 of 0
0 has heard 1000 of 1
1 has heard 1000 of 0
1 has heard 1000 of 1
