--TEST--
request: query is nested as php does it
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd) { $server->send($fd, serialize($server->getRequest()['query'])); });
$c = $s->web();
$queries = ['', 'a', 'a=', 'a=b=c', '=b', '&&a=1&&', 'a=1&a=2', 'a[]=1&a[]=2', 'a[b][c]=1&a[b][]=2&a[0]=3', 'a.b=1&a%20c=2&+d=3', 'a%5Bb%5D=1', 'a[b=1', 'a]b=1',
    'a[[b]=1', 'a[b]c=1', '[]=1', 'a=1&a[b]=2', 'a[b]=1&a=2', '5=1&05=2', 'a%00b=1', 'a=%00b', 'a=%zz%4', 'a=1;b=2', 'a=+%2B', str_repeat('a&', 10),
    'a' . str_repeat('[b]', 64) . '=1'];
foreach ($queries as $query) {
    parse_str($query, $php);
    echo unserialize($c->ask('GET', "/?$query")->body) === $php ? '' : "$query is not so\n";
}
echo json_encode(unserialize($c->ask('GET', '/?a[b][]=1&a[b][]=2')->body)), "\n";
?>
--EXPECT--
{"a":{"b":["1","2"]}}
