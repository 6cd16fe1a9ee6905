--TEST--
message: is refused once the server stops
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->setOption(APPNET_OPT_WORKER_NUM, 2);
    $server->on(APPNET_EVENT_MESSAGE, function ($server, $from, $data) { // goes on as long as it can
        $server->sendMessage($server->getInfo()['id'], $data) || say('refused');
    });
    $server->on(APPNET_EVENT_FINAL, function ($server) { say('final ' . json_encode($server->sendMessage(0, 'x'))); });
}, ['start' => function (appnetServer $server) {
    $server->sendMessage($server->getInfo()['id'], 'on and on');
    say('begun');
}]);
$s->heardSorted(2);
$s->stop();
echo implode("\n", $s->heardSorted(4)), "\n";
?>
--EXPECT--
final false
final false
refused
refused
