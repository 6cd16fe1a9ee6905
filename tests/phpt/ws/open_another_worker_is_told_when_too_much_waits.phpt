--TEST--
open: another worker is told when too much waits
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';
require __DIR__ . '/../inc/meanwhile.inc';

$s = meanwhile(function ($server, $fd) {
    for ($n = 0; $n < 10000 && $server->send($fd, str_pad("$n", 50000)) !== false; $n++) {
    }
    say("$n");
    return $n < 10000;
}, fn () => null);
$ws = $s->ws();
$taken = (int) $s->heard();
echo $s->heard(), "\n";
for ($n = 0; $n < $taken && $ws->next() === rtrim('text: ' . str_pad("$n", 50000)); $n++) {
}
echo $n === $taken && $n > 1 ? 'all that was taken came' : "$n of $taken", "\n";
?>
--EXPECT--
true
all that was taken came
