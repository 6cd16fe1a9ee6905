--TEST--
topic: a broadcast reaches every TCP and WebSocket connection, and sendMany those it names
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->setOption(APPNET_OPT_REACTOR_NUM, 2);
    $server->setOption(APPNET_OPT_TASK_WORKER_NUM, 1);
    $ids = [];
    $server->on(APPNET_EVENT_CONNECT, function ($server, $fd) { say("$fd"); });
    $server->on(APPNET_EVENT_RECV, function ($server, $fd, $data) use (&$ids) {
        if ($server->getHeader()['Protocol'] === 'HTTP') {
            $server->addAsynTask(['ids' => $ids, 'but' => $ids[0] ?? 0]);
            return $server->send($fd, 'asked');
        }
        $ids[] = $fd;
        $server->send($fd, "seen\n");
    });
    $server->on(APPNET_EVENT_TASK, function ($server, $task) { // from a task worker, too
        say(json_encode([$server->broadcast("all\n"), $server->broadcast("but one\n", APPNET_WS_TEXT, $task['but']), $server->sendMany(array_merge($task['ids'], [99]), "many\n")]));
    });
});
$tcp = $s->tcp();
$s->heard();
$tcp->write('hello');
$tcp->until("seen\n");
$ws = $s->ws();
$s->heard();
$ws->text('hello');
$ws->next();
$silent = $s->tcp(); // has said nothing yet
$s->heard();
$web = $s->web();
$s->heard();
echo $web->ask('GET', '/'), "\n", $s->heard(), "\n";
echo str_replace("\n", ' ', $tcp->until("many\n")), "\n";
echo trim($ws->next()), ' ', trim($ws->next()), ' ', trim($ws->next()), "\n";
echo str_replace("\n", ' ', $silent->until("but one\n")), "\n";
echo $web->ask('GET', '/'), "\n";
?>
--EXPECT--
200 asked
[4,8,2]
all many 
text: all text: but one text: many
all but one 
200 asked
