--TEST--
process: output buffered before run appears once
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function () {
    ob_start();
    echo "once\n";
}, ['set' => [APPNET_OPT_WORKER_NUM => 2]]);
$s->stop();
?>
--EXPECT--
once
