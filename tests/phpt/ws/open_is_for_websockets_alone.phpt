--TEST--
open: is for websockets alone
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = opening(function () { say('open'); return false; });
echo $s->http('POST', '/', [], 'http'), "\n";
$c = $s->tcp();
$c->write("tcp\n");
echo $c->read(4);
echo $s->refused('/', ['Sec-WebSocket-Key' => 'short'])->status, "\n";
echo $s->refused()->status, ' ', $s->heard(), "\n";
?>
--EXPECT--
200 http
tcp
400
403 open
