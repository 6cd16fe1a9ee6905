--TEST--
http: a cookie has the parameters of php
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd) {
    $server->setCookie('plain', 'value');
    $server->setCookie('encoded', "a b+c;d=\"\xc3\xa4\"\r\n");
    $server->setCookie('past', 'x', 1);
    $server->setCookie('negative', 'x', -1);
    $server->setCookie('all', 'x', 253402300799, '/path', 'example.org', true, true);
    $server->setCookie('secure', 'x', 0, '', '', true);
    $server->setCookie('all', 'twice');
    $server->send($fd, 'ok');
});
$c = $s->web();
$c->request('GET', '/');
preg_match_all('~^set-cookie:.*~mi', $c->until("\r\n\r\n"), $m);
echo preg_replace('~Max-Age=\d{6,}~', 'Max-Age=N', implode("\n", array_map('trim', $m[0]))), "\n";
?>
--EXPECT--
Set-Cookie: plain=value
Set-Cookie: encoded=a%20b%2Bc%3Bd%3D%22%C3%A4%22%0D%0A
Set-Cookie: past=x; expires=Thu, 01 Jan 1970 00:00:01 GMT; Max-Age=0
Set-Cookie: negative=x
Set-Cookie: all=x; expires=Fri, 31 Dec 9999 23:59:59 GMT; Max-Age=N; path=/path; domain=example.org; secure; HttpOnly
Set-Cookie: secure=x; secure
Set-Cookie: all=twice
