--TEST--
request: cookies follow the rules of php
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

/* PHP makes $_REQUEST when it compiles the first code with it. */
$s = answering(function ($server, $fd) {
    $r = $server->getRequest();
    $server->send($fd, json_encode($r['path'] === '/' ? $r['cookies'] : eval('return $_REQUEST;')));
});
$c = $s->web();
foreach (['', 'a=b', 'a=first; a=second', 'a=1;b=2;  c=3', 'a=%20+%3B', 'a%20b=1', 'a.b=1', 'a[b]=1; a[c]=2', 'a; =b; ;', 'a="b c"', 'a=b=c', '0=a; 1=b'] as $cookie) {
    echo $c->ask('GET', '/', ['Cookie' => $cookie])->body, "\n";
}
$c->write("GET / HTTP/1.1\r\nHost: test\r\nCookie: a=1\r\ncookie: a=2; b=3\r\n\r\n");
echo $c->answer()->body, "\n";
echo $c->ask('GET', '/')->body, ' ', $c->ask('GET', '/superglobal', ['Cookie' => 'a=b'])->body, "\n";
?>
--EXPECT--
[]
{"a":"b"}
{"a":"first"}
{"a":"1","b":"2","c":"3"}
{"a":" +;"}
{"a%20b":"1"}
{"a_b":"1"}
{"a":{"b":"1","c":"2"}}
{"a":""}
{"a":"\"b c\""}
{"a":"b=c"}
["a","b"]
{"a":"1","b":"3"}
[] []
