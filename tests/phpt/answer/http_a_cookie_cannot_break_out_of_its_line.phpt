--TEST--
http: a cookie cannot break out of its line
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd) {
    foreach (['', 'a=', 'a,', 'a;', 'a b', "a\t", "a\r", "a\n", "a\v", "a\f", "a\0"] as $name) {
        say(thrown(function () use ($server, $name) { $server->setCookie($name, 'x'); }));
    }
    foreach (['path', 'domain', 'samesite'] as $option) {
        foreach ([',', ';', ' ', "\t", "\r\nX: y", "\0"] as $value) {
            say(thrown(function () use ($server, $option, $value) { $server->setCookie('a', 'x', [$option => "/$value"]); }));
        }
    }
    say(thrown(function () use ($server) { $server->setCookie('a', 'x', 253402300800); }));
    $server->send($fd, 'ok');
});
$answer = $s->http('GET', '/');
echo $answer, ' ', $answer->headers['set-cookie'] ?? 'no cookie', "\n";
$heard = [];
for ($i = 0; $i < 30; $i++) {
    $line = $s->heard();
    $heard[$line] = ($heard[$line] ?? 0) + 1;
}
foreach ($heard as $line => $times) {
    echo "$times $line\n";
}
?>
--EXPECT--
200 ok no cookie
11 InvalidArgumentException: the name of a cookie is not empty and holds no "=", ",", ";", blanks or control characters
6 InvalidArgumentException: the path of a cookie holds no ",", ";", blanks or control characters
6 InvalidArgumentException: the domain of a cookie holds no ",", ";", blanks or control characters
6 InvalidArgumentException: the samesite of a cookie holds no ",", ";", blanks or control characters
1 InvalidArgumentException: a cookie expires in the year 9999 at the latest
