--TEST--
http: a redirect needs a url and its status
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd) {
    foreach ([[''], ['/a b'], ["/a\r\nX: y"], ["\t/"], ['/', 200], ['/', 304], ['/', 399]] as $arguments) {
        say(thrown(function () use ($server, $arguments) { $server->httpRedirect(...$arguments); }));
    }
    $server->send($fd, 'none');
});
echo $s->http('GET', '/'), "\n";
for ($i = 0; $i < 7; $i++) {
    echo $s->heard(), "\n";
}
?>
--EXPECT--
200 none
InvalidArgumentException: a redirect needs a URL without blanks and control characters
InvalidArgumentException: a redirect needs a URL without blanks and control characters
InvalidArgumentException: a redirect needs a URL without blanks and control characters
InvalidArgumentException: a redirect needs a URL without blanks and control characters
InvalidArgumentException: a redirect has status 301, 302, 303, 307 or 308, 200 given
InvalidArgumentException: a redirect has status 301, 302, 303, 307 or 308, 304 given
InvalidArgumentException: a redirect has status 301, 302, 303, 307 or 308, 399 given
