--TEST--
header: of another request is never seen
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd) {
    $header = $server->getHeader();
    $server->send($fd, $header['Uri'] . ' ' . ($header['X-Secret'] ?? 'none'));
}, [APPNET_OPT_WORKER_NUM => 1]);
$a = $s->web();
$b = $s->web();
echo $a->ask('GET', '/a', ['X-Secret' => 'of a'])->body, "\n", $b->ask('GET', '/b')->body, "\n", $a->ask('GET', '/a2')->body, "\n";
?>
--EXPECT--
/a of a
/b none
/a2 none
