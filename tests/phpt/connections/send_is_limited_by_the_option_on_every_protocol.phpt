--TEST--
send: is limited by the option on every protocol
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd) {
    say(thrown(function () use ($server, $fd) { $server->send($fd, 'eleven byte'); }));
    $server->send($fd, 'ten bytes!');
}, [APPNET_OPT_MAX_MESSAGE => 10]);
$tcp = $s->tcp();
$tcp->write('x');
echo $tcp->read(10), "\n", $s->http('GET', '/'), "\n";
$ws = $s->ws();
$ws->text('x');
echo $ws->next(), "\n", implode("\n", [$s->heard(), $s->heard(), $s->heard()]), "\n";
?>
--EXPECT--
ten bytes!
200 ten bytes!
text: ten bytes!
InvalidArgumentException: a message of 11 bytes is longer than APPNET_OPT_MAX_MESSAGE, 10
InvalidArgumentException: a message of 11 bytes is longer than APPNET_OPT_MAX_MESSAGE, 10
InvalidArgumentException: a message of 11 bytes is longer than APPNET_OPT_MAX_MESSAGE, 10
