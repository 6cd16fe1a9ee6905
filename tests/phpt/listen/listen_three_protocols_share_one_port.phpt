--TEST--
listen: three protocols share one port
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function (appnetServer $server, int $fd, string $data) {
    $server->send($fd, $server->getHeader()['Protocol'] . " $data");
});
$tcp = $s->tcp();
$ws = $s->ws();
$tcp->write('one');
$ws->text('two');
echo $tcp->read(7), "\n", $s->http('POST', '/', [], 'three'), "\n", $ws->next(), "\n";
$tcp->write('four');
echo $tcp->read(8), "\n";
?>
--EXPECT--
TCP one
200 HTTP three
text: WEBSOCKET two
TCP four
