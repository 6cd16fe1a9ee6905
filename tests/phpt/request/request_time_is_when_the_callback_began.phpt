--TEST--
request: time is when the callback began
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd) {
    $entered = microtime(true);
    while (microtime(true) < $entered + 0.01) {
    }
    $r = $server->getRequest();
    $server->send($fd, serialize([$r['time_float'], $r['time'], $entered]));
});
$before = microtime(true);
[$float, $time, $entered] = unserialize($s->http('GET', '/')->body);
var_dump($float > $before - 0.001, $float <= $entered, $time === (int) $float);
?>
--EXPECT--
bool(true)
bool(true)
bool(true)
