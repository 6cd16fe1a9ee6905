--TEST--
header: a client's own header is there although its name begins one of ours, and one that is ours changes nothing
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd) {
    $h = $server->getHeader();
    $server->send($fd, json_encode([$h['Protocol'], $h['Opcode'] ?? 'none', $h['V'] ?? 'none', $h['Op'] ?? 'none', $h['Uris'] ?? 'none']));
});
echo $s->http('GET', '/', ['Opcode' => '9', 'V' => '1', 'Op' => '2', 'Uris' => '3'])->body, "\n";
$c = $s->ws('/', ['Opcode' => '9', 'V' => '1', 'Op' => '2', 'Uris' => '3', 'Protocol' => 'x']);
$c->text('hello');
echo $c->next(), "\n";
?>
--EXPECT--
["HTTP","none","1","2","3"]
text: ["WEBSOCKET",1,"1","2","3"]
