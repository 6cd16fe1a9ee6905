--TEST--
reach: info counts topics
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd, $data) {
    [$method, $topic] = explode(' ', trim($data));
    if ($method !== 'count') {
        $server->$method($fd, $topic);
    }
    $server->send($fd, $server->connectionInfo($fd)['topics'] . "\n");
});
$c = $s->tcp();
$ask = function (string $line) use ($c): string {
    $c->write("$line\n");
    return trim($c->until("\n"));
};
foreach (['subscribe a', 'subscribe b', 'unsubscribe a'] as $line) {
    $ask($line); // the answer to the next has passed the reactor after the subscription
    echo $ask('count -'), "\n";
}
?>
--EXPECT--
1
2
1
