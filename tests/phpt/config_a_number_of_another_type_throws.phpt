--TEST--
config: a number of another type throws
--FILE--
<?php
require __DIR__ . '/inc/harness.inc';

$server = new appnetServer('127.0.0.1', 0);
foreach (['4', 4.0, true, null, [4]] as $value) {
    echo thrown(function () use ($server, $value) { $server->setOption(APPNET_OPT_WORKER_NUM, $value); }), "\n";
}
?>
--EXPECT--
InvalidArgumentException: APPNET_OPT_WORKER_NUM must be an integer from 1 to 256, string given
InvalidArgumentException: APPNET_OPT_WORKER_NUM must be an integer from 1 to 256, float given
InvalidArgumentException: APPNET_OPT_WORKER_NUM must be an integer from 1 to 256, bool given
InvalidArgumentException: APPNET_OPT_WORKER_NUM must be an integer from 1 to 256, null given
InvalidArgumentException: APPNET_OPT_WORKER_NUM must be an integer from 1 to 256, array given
