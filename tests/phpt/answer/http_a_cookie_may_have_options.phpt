--TEST--
http: a cookie may have options
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd) {
    $server->setCookie('none', 'x', []);
    $server->setCookie('all', 'x', ['samesite' => 'Strict', 'httponly' => true, 'secure' => 1, 'domain' => 'example.org', 'path' => '/', 'expires' => 1]);
    $server->setCookie('any_case', 'x', ['SameSite' => 'None', 'Secure' => true]);
    $server->setCookie('falsy', 'x', ['samesite' => '', 'httponly' => 0, 'secure' => false, 'domain' => null, 'path' => '', 'expires' => '0']);
    foreach ([['path'], ['colour' => 'red']] as $options) {
        say(thrown(function () use ($server, $options) { @$server->setCookie('bad', 'x', $options); }));
    }
    say(thrown(function () use ($server) { $server->setCookie('bad', 'x', [], '/'); }));
    say(thrown(function () use ($server) { $server->setCookie('bad', 'x', 'tomorrow'); }));
    $server->send($fd, 'ok');
});
$c = $s->web();
$c->request('GET', '/');
preg_match_all('~^set-cookie:.*~mi', $c->until("\r\n\r\n"), $m);
echo implode("\n", array_map('trim', $m[0])), "\n";
for ($i = 0; $i < 4; $i++) {
    echo $s->heard(), "\n";
}
?>
--EXPECTF--
Set-Cookie: none=x
Set-Cookie: all=x; expires=Thu, 01 Jan 1970 00:00:01 GMT; Max-Age=0; path=/; domain=example.org; secure; HttpOnly; SameSite=Strict
Set-Cookie: any_case=x; secure; SameSite=None
Set-Cookie: falsy=x
InvalidArgumentException: the options of a cookie have names, not numbers
InvalidArgumentException: a cookie has the options expires, path, domain, secure, httponly and samesite, not colour
InvalidArgumentException: nothing follows the options of a cookie: they hold all of it
TypeError: %s
