--TEST--
http: a header of the answer is set
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd) {
    var_dump($server->setHeader('X-One', 'first'), $server->setHeader('X-Two', ''));
    $server->setHeader('x-one', 'the last counts');
    $server->send($fd, 'ok');
});
$c = $s->web();
$c->request('GET', '/');
preg_match_all('~^x-.*~mi', $c->until("\r\n\r\n"), $m);
echo implode("\n", array_map('trim', $m[0])), "\n";
?>
--EXPECT--
bool(true)
bool(true)
x-one: the last counts
X-Two:
