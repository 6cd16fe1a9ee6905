--TEST--
reach: connections are those of all protocols, workers and reactors
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->setOption(APPNET_OPT_WORKER_NUM, 2);
    $server->setOption(APPNET_OPT_REACTOR_NUM, 2);
    $server->on(APPNET_EVENT_RECV, function ($server, $fd, $data) {
        if ($data !== 'all') {
            return $server->send($fd, "$fd");
        }
        $ids = iterator_to_array($server->connections());
        $infos = array_map([$server, 'connectionInfo'], $ids);
        say(json_encode($ids));
        foreach (['protocol', 'worker', 'reactor'] as $what) {
            say(count(array_unique(array_column($infos, $what))) . " {$what}s");
        }
    });
});
$clients = $ids = [];
for ($i = 0; $i < 200; $i++) {
    switch ($i % 3) {
        case 0:
            $clients[] = $c = $s->tcp();
            $c->write('who');
            $ids[] = (int) fread($c->stream, 100);
            break;
        case 1:
            $clients[] = $c = $s->web();
            $ids[] = (int) $c->ask('POST', '/', [], 'who')->body;
            break;
        default:
            $clients[] = $c = $s->ws();
            $c->text('who');
            $ids[] = (int) substr($c->next(), strlen('text: '));
    }
}
$clients[0]->write('all');
$walked = json_decode($s->heard());
sort($ids);
sort($walked);
var_dump(count($ids), $walked === $ids);
for ($i = 0; $i < 3; $i++) {
    echo $s->heard(), "\n";
}
?>
--EXPECT--
int(200)
bool(true)
3 protocols
2 workers
2 reactors
