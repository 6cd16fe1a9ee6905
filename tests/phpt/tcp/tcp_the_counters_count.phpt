--TEST--
tcp: the counters count
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function (appnetServer $server, int $fd) {
    $info = $server->getInfo();
    $server->send($fd, "$info[connections] $info[accepted] $info[closed] $info[bytes_in]\n");
});
$a = $s->tcp();
$a->write('12345');
echo $a->until("\n");
$b = $s->tcp();
$b->write('678');
echo $b->until("\n");
?>
--EXPECT--
1 1 0 5
2 2 0 8
