--TEST--
error: a worker that cannot start is tried less and less often
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function () {}, ['start' => function () { exit(1); }]);
$s->logged('~worker 0 is started again in 100 ms~');
$s->logged('~worker 0 is started again in 200 ms~');
echo $s->stop(), "\n";
?>
--EXPECT--
0
