--TEST--
process: a reload loses no request
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = echoing([APPNET_OPT_WORKER_NUM => 2]);
$clients = [$s->web(), $s->web()];
$tcp = $s->tcp();
$ws = $s->ws();
for ($i = 0, $right = 0; $i < 300; $i++) {
    if ($i % 100 === 20) {
        $s->signal(SIGUSR1);
    }
    $tcp->write("$i\n");
    $ws->text("$i");
    foreach ($clients as $c) {
        $c->request('POST', '/', [], "$i");
    }
    foreach ($clients as $c) {
        $right += (string) $c->answer() === "200 $i";
    }
    $right += $tcp->until("\n") === "$i\n";
    $right += $ws->next() === "text: $i";
}
echo $right, "\n";
?>
--EXPECT--
1200
