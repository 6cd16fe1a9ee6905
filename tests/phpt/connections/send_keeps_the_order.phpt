--TEST--
send: keeps the order
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd) {
    for ($i = 0; $i < 10000; $i++) {
        $server->send($fd, "$i\n");
    }
});
$c = $s->tcp();
$c->write('x');
for ($i = 0; $i < 10000 && $c->until("\n") === "$i\n"; $i++) {
}
echo $i, "\n";
?>
--EXPECT--
10000
