--TEST--
http: keep alive may be asked for in vain
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd) {
    var_dump($server->setHeader('Connection', 'keep-alive'));
    $server->send($fd, 'ok');
}, [APPNET_HTTP_KEEP_ALIVE => false]);
$c = $s->web();
echo $c->ask('GET', '/')->headers['connection'], "\n";
var_dump($c->ended());
?>
--EXPECT--
bool(true)
close
bool(true)
