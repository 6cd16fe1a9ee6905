--TEST--
http: cookies are set side by side
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd) {
    $server->setHeader('Set-Cookie', 'a=1; Path=/');
    $server->setHeader('set-cookie', 'b=2');
    $server->send($fd, 'ok');
});
$c = $s->web();
$c->request('GET', '/');
preg_match_all('~^set-cookie.*~mi', $c->until("\r\n\r\n"), $m);
echo implode("\n", array_map('trim', $m[0])), "\n";
?>
--EXPECT--
Set-Cookie: a=1; Path=/
set-cookie: b=2
