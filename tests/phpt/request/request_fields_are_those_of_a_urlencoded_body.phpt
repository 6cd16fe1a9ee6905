--TEST--
request: fields are those of a urlencoded body
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd, $data) {
    $r = $server->getRequest();
    $server->send($fd, json_encode([$r['fields'], $r['body'] === $data]));
});
$c = $s->web();
$type = 'application/x-www-form-urlencoded';
foreach ([$type, "$type; charset=UTF-8", 'Application/X-WWW-Form-URLEncoded', 'text/plain', 'application/json', "$type-not"] as $text) {
    echo $c->ask('POST', '/?q=1', ['Content-Type' => $text], 'a=1+2&b[x]=%263&b[]=4;5&c')->body, "\n";
}
echo $c->ask('PUT', '/', ['Content-Type' => $type], "a=\0b&c=d")->body, "\n";
echo $c->ask('POST', '/', [], 'a=b')->body, "\n";
echo $c->ask('POST', '/', ['Content-Type' => $type])->body, "\n";
?>
--EXPECT--
[{"a":"1 2","b":{"x":"&3","0":"4;5"},"c":""},true]
[{"a":"1 2","b":{"x":"&3","0":"4;5"},"c":""},true]
[{"a":"1 2","b":{"x":"&3","0":"4;5"},"c":""},true]
[[],true]
[[],true]
[[],true]
[{"a":"\u0000b","c":"d"},true]
[[],true]
[[],true]
