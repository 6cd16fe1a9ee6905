--TEST--
http: a further line of Connection takes no close back, one in its place does
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd) {
    $server->setHeader('Connection', 'close');
    $server->setHeader('Connection', 'x-more', $server->getHeader()['Uri'] === '/replaced');
    $server->send($fd, 'answer');
});
foreach (['/added', '/replaced'] as $uri) {
    $c = $s->web();
    echo $c->ask('GET', $uri)->headers['connection'] ?? 'kept', "\n";
}
?>
--EXPECT--
close
kept
