--TEST--
event: a large message is a string like any other, with an end where C looks for it
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd, $data) { $server->send($fd, (string) (int) $data); });
$ws = $s->ws();
foreach ([300000, 299990, 299980] as $n) {
    $ws->text(str_repeat('9', $n + 5)); // lies there before
    $ws->next();
    $ws->text(str_repeat(' ', $n - 1) . '7');
    echo $ws->next(), "\n";
}
?>
--EXPECT--
text: 7
text: 7
text: 7
