--TEST--
user: is known everywhere once bind has returned
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->setOption(APPNET_OPT_WORKER_NUM, 2);
    $server->setOption(APPNET_OPT_TASK_WORKER_NUM, 1);
    $server->on(APPNET_EVENT_RECV, function ($server, $fd, $data) {
        if (!$server->bind($fd, $data)) {
            say('not bound');
        }
        $server->sendMessage(1 - $server->getInfo()['id'], "$fd $data");
        $server->addAsynTask("$fd $data");
    });
    $look = function ($server, $text) {
        [$fd, $user] = explode(' ', $text);
        $found = $server->connectionsOf($user) === [(int) $fd];
        if (!$found || $user === 'user-99') {
            say($server->getInfo()['role'] . ($found ? ' knows' : " does not know $user"));
        }
    };
    $server->on(APPNET_EVENT_MESSAGE, function ($server, $from, $data) use ($look) { $look($server, $data); });
    $server->on(APPNET_EVENT_TASK, function ($server, $data) use ($look) { $look($server, $data); });
});
$all = [];
for ($i = 0; $i < 100; $i++) {
    $all[] = $c = $s->ws();
    $c->text("user-$i");
}
echo implode("\n", $s->heardSorted(2)), "\n";
?>
--EXPECT--
task knows
worker knows
