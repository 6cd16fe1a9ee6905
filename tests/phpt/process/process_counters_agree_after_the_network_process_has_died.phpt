--TEST--
process: accepted less closed is what is connected, also after the network process has died
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function (appnetServer $server, int $fd) {
    $info = $server->getInfo();
    $server->send($fd, "$info[connections] $info[accepted] $info[closed]\n");
}, [APPNET_OPT_REACTOR_NUM => 2]);
$old = [];
for ($i = 0; $i < 5; $i++) {
    $old[$i] = $c = $s->tcp();
    $c->write('x');
    $c->until("\n");
}
kill($s->net(), SIGKILL);
foreach ($old as $c) {
    $c->ended();
}
$c = $s->tcp();
$c->write('x');
echo $c->until("\n");
?>
--EXPECT--
1 6 5
