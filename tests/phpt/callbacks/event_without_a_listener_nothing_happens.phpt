--TEST--
event: without a listener nothing happens
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function () {});
$c = $s->tcp();
$c->write('nobody hears');
$ws = $s->ws();
$ws->text('nobody hears');
$ws->frame(0x89, 'but the server');
echo $ws->next(), "\n";
$c->shutWrite();
echo json_encode($c->rest()), "\n";
?>
--EXPECT--
pong: but the server
""
