--TEST--
topic: counts are known everywhere, and who leaves or closes is out of them
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd, $data) {
    [$do, $topic] = explode(' ', "$data ");
    switch ($do) {
        case 'join':
            return $server->send($fd, json_encode($server->subscribe($fd, $topic)));
        case 'leave':
            return $server->send($fd, json_encode($server->unsubscribe($fd, $topic ?: null)));
        case 'count':
            return $server->send($fd, (string) $server->subscribers($topic));
        case 'topics':
            $topics = $server->topics();
            ksort($topics);
            return $server->send($fd, json_encode($topics));
    }
}, [APPNET_OPT_WORKER_NUM => 2, APPNET_OPT_REACTOR_NUM => 2]);
$ask = function (WsClient $c, string $what): string {
    $c->text($what);
    return preg_replace('~^text: ~', '', $c->next());
};
$is = function (WsClient $c, string $what, string $right) use ($ask): void {
    echo await(function () use ($c, $what, $right, $ask) { return ($now = $ask($c, $what)) === $right ? "$what: $now" : null; }, "$what: $right"), "\n";
};
$c = [];
for ($i = 0; $i < 5; $i++) {
    $c[$i] = $s->ws();
    $ask($c[$i], 'join a');
}
$ask($c[0], 'join b');
$ask($c[0], 'join b');
$is($c[4], 'count a', '5');
$is($c[3], 'topics', '{"a":5,"b":1}');
$ask($c[1], 'leave a');
echo $ask($c[1], 'leave a'), "\n";
$is($c[0], 'count a', '4');
$ask($c[0], 'leave');
$is($c[2], 'topics', '{"a":3}');
$c[4]->close();
$c[3]->close();
$is($c[1], 'topics', '{"a":1}');
echo $ask($c[2], 'count nothing'), "\n";
?>
--EXPECT--
count a: 5
topics: {"a":5,"b":1}
true
count a: 4
topics: {"a":3}
topics: {"a":1}
0
