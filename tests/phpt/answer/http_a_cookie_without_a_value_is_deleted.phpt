--TEST--
http: a cookie without a value is deleted
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd) {
    $server->setCookie('a');
    $server->setCookie('b', '', time() + 1000, '/b');
    $server->send($fd, 'ok');
});
$c = $s->web();
$c->request('GET', '/');
preg_match_all('~^set-cookie:.*~mi', $c->until("\r\n\r\n"), $m);
echo implode("\n", array_map('trim', $m[0])), "\n";
?>
--EXPECT--
Set-Cookie: a=deleted; expires=Thu, 01 Jan 1970 00:00:01 GMT; Max-Age=0
Set-Cookie: b=deleted; expires=Thu, 01 Jan 1970 00:00:01 GMT; Max-Age=0; path=/b
