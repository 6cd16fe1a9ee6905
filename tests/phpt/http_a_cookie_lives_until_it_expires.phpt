--TEST--
http: a cookie lives until it expires
--FILE--
<?php
require __DIR__ . '/inc/harness.inc';

$s = answering(function ($server, $fd) {
    $expires = time() + 5000;
    $server->setCookie('a', 'b', $expires);
    $server->send($fd, (string) $expires);
});
$answer = $s->http('GET', '/');
preg_match('~expires=(.*); Max-Age=(\d+)$~', $answer->headers['set-cookie'], $m);
var_dump(strtotime($m[1]) === (int) $answer->body, $m[2] > 4000 && $m[2] <= 5000);
?>
--EXPECT--
bool(true)
bool(true)
