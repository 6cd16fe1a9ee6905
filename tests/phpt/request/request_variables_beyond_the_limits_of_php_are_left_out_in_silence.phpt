--TEST--
request: variables beyond the limits of php are left out in silence
--INI--
max_input_vars=3
max_input_nesting_level=2
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd) {
    set_error_handler(function ($level, $text) { throw new Exception($text); });
    $r = $server->getRequest();
    $server->send($fd, json_encode([$r['query'], $r['cookies'], $r['fields']]));
});
$headers = ['Content-Type' => 'application/x-www-form-urlencoded', 'Cookie' => '; =x; a=1; b=2; c=3; d=4'];
$c = $s->web();
echo $c->ask('POST', '/?a=1&&b=2&c=3&d=4', $headers, 'e=1&f=2&g=3&h=4')->body, "\n";
echo $c->ask('POST', '/?a[b][c]=1&a[b][c][d]=2', ['Cookie' => 'a[b][c][d]=3'] + $headers, 'a[][][]=4&b[][]=5')->body, "\n";
echo preg_match("~PHP Warning|exception~i", $s->log()), "\n";
?>
--EXPECT--
[{"a":"1","b":"2","c":"3"},{"a":"1","b":"2","c":"3"},{"e":"1","f":"2","g":"3"}]
[{"a":{"b":{"c":"1"}}},[],{"b":[["5"]]}]
0
