--TEST--
process: a signal stops it
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

foreach ([SIGTERM, SIGINT] as $signal) {
    $s = serve(function () {});
    $children = $s->children();
    echo $s->stop($signal), ' ', count(array_filter($children, 'alive')), "\n";
}
?>
--EXPECT--
0 0
0 0
