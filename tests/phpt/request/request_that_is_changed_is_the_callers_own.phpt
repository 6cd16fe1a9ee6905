--TEST--
request: that is changed is the callers own
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd, $data) {
    $mine = $server->getRequest();
    $mine['body'] .= ' changed';
    $mine['query']['a'] = 'changed';
    $data .= ' too';
    $r = $server->getRequest();
    $server->send($fd, "$r[body] {$r['query']['a']}");
});
$c = $s->web();
echo $c->ask('POST', '/?a=1', [], 'body')->body, "\n", $c->ask('POST', '/?a=2', [], 'next')->body, "\n";
?>
--EXPECT--
body 1
next 2
