--TEST--
ws: many messages in one write are all heard
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = echoing();
$ws = $s->ws();
$bytes = '';
for ($i = 0; $i < 1000; $i++) {
    $bytes .= "\x81\x84\0\0\0\0" . sprintf('%04d', $i);
}
$ws->write($bytes);
for ($i = 0; $i < 1000 && $ws->next() === sprintf('text: %04d', $i); $i++) {
}
echo $i, "\n";
?>
--EXPECT--
1000
