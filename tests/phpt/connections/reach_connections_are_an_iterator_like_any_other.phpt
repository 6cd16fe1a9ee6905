--TEST--
reach: connections are an iterator like any other
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->on(APPNET_EVENT_CONNECT, function ($server, $fd) {
        if ($fd < 3) {
            return;
        }
        $all = $server->connections();
        say(get_class($all) . ' ' . json_encode([$all instanceof Iterator, is_iterable($all)]));
        foreach ($all as $key => $id) {
            say("$key: $id");
        }
        say(json_encode([$all->valid(), $all->current(), $all->key()]));
        $all->rewind();
        for (; $all->valid(); $all->next()) {
            say($all->key() . ': ' . $all->current());
        }
        say(json_encode(iterator_to_array($all)) . json_encode(iterator_to_array($all)) . iterator_count($all));
        say(json_encode([$server->connections()->current(), ...$server->connections()]));
        say(json_encode(iterator_to_array(new LimitIterator($all, 1, 1), false)));
        $doubled = (function () use ($all) { yield from $all; })();
        say(json_encode(iterator_to_array($doubled)));
        $pairs = 0;
        foreach ($server->connections() as $a) {
            foreach ($server->connections() as $b) {
                $pairs++;
            }
        }
        say("$pairs pairs");
        say(thrown(function () use ($all) {
            foreach ($all as &$id) {
                break;
            }
        }));
    });
}, ['set' => [APPNET_OPT_WORKER_NUM => 1, APPNET_OPT_REACTOR_NUM => 1]]);
$clients = [$s->tcp(), $s->tcp(), $s->tcp()];
for ($i = 0; $i < 14; $i++) {
    echo $s->heard(), "\n";
}
?>
--EXPECT--
appnetConnections [true,true]
0: 1
1: 2
2: 3
[false,null,null]
0: 1
1: 2
2: 3
[1,2,3][1,2,3]3
[1,1,2,3]
[2]
[1,2,3]
9 pairs
appnetException: connections() cannot be walked over by reference
