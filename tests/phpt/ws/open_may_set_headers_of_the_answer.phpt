--TEST--
open: may set headers of the answer
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = opening(function ($server) {
    $server->setHeader('X-Room', 'seven');
    $server->setCookie('sid', 'abc');
    say(json_encode($server->setHeader('Sec-WebSocket-Protocol', 'forged')));
});
$head = $s->ws()->head;
echo $s->heard(), ' ', preg_match('~^X-Room: seven\r$~m', $head), preg_match('~^Set-Cookie: sid=abc\r$~m', $head), preg_match('~forged~', $head), "\n";
?>
--EXPECT--
false 110
