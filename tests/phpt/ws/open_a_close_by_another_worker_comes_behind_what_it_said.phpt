--TEST--
open: a close by another worker comes behind what it said
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';
require __DIR__ . '/../inc/meanwhile.inc';

$s = meanwhile(fn ($server, $fd) => [$server->send($fd, 'one'), $server->close($fd, 4001, 'enough')], fn ($server, $fd, $request) => $request['path'] !== '/no');
$ws = $s->ws();
echo $s->heard(), "\n", $ws->next(), "\n", $ws->next(), "\n", $s->heard(), "\n";
echo $s->refused('/no')->status, "\n";
?>
--EXPECT--
[3,true]
text: one
close: 4001 enough
close {"code":4001,"reason":"enough","cause":"server"}
403
