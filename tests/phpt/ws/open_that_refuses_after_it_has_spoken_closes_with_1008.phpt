--TEST--
open: that refuses after it has spoken closes with 1008
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = opening(function ($server, $fd) {
    $server->send($fd, 'welcome');
    return false;
});
$c = $s->ws();
echo $c->next(), "\n", $c->next(), "\n";
?>
--EXPECT--
text: welcome
close: 1008
