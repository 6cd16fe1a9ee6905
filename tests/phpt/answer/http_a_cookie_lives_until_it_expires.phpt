--TEST--
http: a cookie lives until it expires
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd) {
    $expires = time() + 5000;
    $server->setCookie('a', 'b', $expires);
    $server->setCookie('old', 'c', 1000000000);
    $server->send($fd, (string) $expires);
});
$answer = $s->http('GET', '/');
preg_match('~^a=b; expires=(.*); Max-Age=(\d+), old=c; (.*)$~', $answer->headers['set-cookie'], $m);
var_dump(strtotime($m[1]) === (int) $answer->body, $m[2] > 4000 && $m[2] <= 5000);
echo $m[3], "\n";
?>
--EXPECT--
bool(true)
bool(true)
expires=Sun, 09 Sep 2001 01:46:40 GMT; Max-Age=0
