--TEST--
tcp: many clients are served at once
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = echoing([APPNET_OPT_REACTOR_NUM => 2, APPNET_OPT_WORKER_NUM => 2]);
$clients = [];
for ($i = 0; $i < 200; $i++) {
    $clients[$i] = $s->tcp();
    $clients[$i]->write("client $i\n");
}
$right = 0;
foreach ($clients as $i => $c) {
    $right += $c->until("\n") === "client $i\n";
}
echo $right, "\n";
?>
--EXPECT--
200
