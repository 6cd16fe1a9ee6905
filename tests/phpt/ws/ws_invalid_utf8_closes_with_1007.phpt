--TEST--
ws: invalid utf8 closes with 1007
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function () { say('heard'); });
foreach (["\xff", "\xc3", "\xed\xa0\x80", "\xf4\x90\x80\x80"] as $text) {
    $ws = $s->ws();
    $ws->text($text);
    echo $ws->next(), ' ', $ws->next(), "\n";
}
$ws = $s->ws();
$ws->frame(0x01, "\xc3");
$ws->frame(0x80, 'x');
echo $ws->next(), "\n";
$ws = $s->ws();
$ws->frame(0x88, pack('n', 1000) . "\xff");
echo $ws->next(), "\n";
?>
--EXPECT--
close: 1007 end
close: 1007 end
close: 1007 end
close: 1007 end
close: 1007
close: 1007
