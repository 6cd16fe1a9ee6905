--TEST--
http: a further line of a header may be added
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd) {
    $server->setHeader('Link', '</a>; rel=preload', false);
    $server->setHeader('X-Gone', 'one');
    $server->setHeader('x-gone', 'two', false);
    $server->setHeader('LINK', '</b>; rel=preload', false);
    $server->setHeader('X-Gone', 'all that were before', true);
    $server->setHeader('Vary', 'Accept');
    $server->setHeader('Vary', 'Cookie', false);
    $server->send($fd, 'ok');
});
$c = $s->web();
$c->request('GET', '/');
preg_match_all('~^(link|x-gone|vary):.*~mi', $c->until("\r\n\r\n"), $m);
echo implode("\n", array_map('trim', $m[0])), "\n";
?>
--EXPECT--
Link: </a>; rel=preload
LINK: </b>; rel=preload
X-Gone: all that were before
Vary: Accept
Vary: Cookie
