--TEST--
process: random numbers differ between workers
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function () {
    mt_srand(1);
    mt_rand();
    @lcg_value(); // deprecated since PHP 8.4
}, ['set' => [APPNET_OPT_WORKER_NUM => 4], 'start' => function () { say(mt_rand() . ' ' . @lcg_value()); }]);
foreach ($s->heardSorted(4) as $line) {
    [$mt[], $lcg[]] = explode(' ', $line);
}
echo count(array_unique($mt)), ' ', count(array_unique($lcg)), "\n";
?>
--EXPECT--
4 4
