--TEST--
open: may be followed by a send at once
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = opening(function ($server, $fd) {
    $server->timerAfter(1, function () use ($server, $fd) { say('timer ' . json_encode($server->send($fd, 'soon'))); });
});
$c = $s->ws();
echo $c->next(), "\n", $s->heard(), "\n";
?>
--EXPECT--
text: soon
timer 4
