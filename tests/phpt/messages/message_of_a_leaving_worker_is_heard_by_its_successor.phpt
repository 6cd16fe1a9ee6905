--TEST--
message: of a leaving worker is heard by its successor
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->setOption(APPNET_OPT_WORKER_NUM, 2);
    $server->on(APPNET_EVENT_FINAL, function ($server) {
        $server->sendMessage($server->getInfo()['id'], (string) getmypid()) || say('refused');
    });
    $server->on(APPNET_EVENT_MESSAGE, function ($server, $from, $data) {
        say($server->getInfo()['id'] . " hears of $from, which was " . ((int) $data === getmypid() ? 'itself' : 'another process'));
    });
});
$s->signal(SIGUSR1);
echo implode("\n", $s->heardSorted(2)), "\n";
$s->logged('~the workers are reloaded~');
?>
--EXPECT--
0 hears of 0, which was another process
1 hears of 1, which was another process
