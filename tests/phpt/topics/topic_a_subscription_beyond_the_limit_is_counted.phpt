--TEST--
topic: a subscription beyond the limit is not taken, and counted
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->setOption(APPNET_OPT_MAX_SUBSCRIPTIONS, 2);
    $server->on(APPNET_EVENT_RECV, function ($server, $fd, $data) {
        if ($data === 'more') {
            foreach (['a', 'b', 'b', 'c', 'd'] as $topic) {
                say(json_encode($server->subscribe($fd, $topic)));
            }
        } else {
            $topics = $server->topics();
            ksort($topics);
            say(json_encode($topics) . ' ' . $server->connectionInfo($fd)['topics'] . ' ' . $server->getInfo()['subscriptions_refused']);
        }
        $server->send($fd, 'done');
    });
});
$ws = $s->ws();
foreach (['more', 'look'] as $word) {
    $ws->text($word);
    $ws->next(); // behind the subscriptions, so the reactor knows them
}
for ($i = 0; $i < 6; $i++) {
    echo $s->heard(), "\n";
}
?>
--EXPECT--
true
true
true
true
true
{"a":1,"b":1} 2 2
