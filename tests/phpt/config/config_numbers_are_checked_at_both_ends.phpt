--TEST--
config: numbers are checked at both ends
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$server = new appnetServer('127.0.0.1', 0);
$ranges = ['APPNET_OPT_WORKER_NUM' => [1, 256], 'APPNET_OPT_TASK_WORKER_NUM' => [0, 256], 'APPNET_OPT_REACTOR_NUM' => [1, 64],
    'APPNET_OPT_MAX_CONNECTION' => [1, 16777215], 'APPNET_OPT_MAX_MESSAGE' => [1, 1 << 30], 'APPNET_OPT_TASK_QUEUE_SIZE' => [1, 64 << 30]];
foreach ($ranges as $name => [$min, $max]) {
    foreach ([$min - 1, $min, $max, $max + 1, PHP_INT_MIN, PHP_INT_MAX] as $value) {
        echo thrown(function () use ($server, $name, $value) { $server->setOption(constant($name), $value) || print 'false'; }), "\n";
    }
}
?>
--EXPECT--
InvalidArgumentException: APPNET_OPT_WORKER_NUM must be an integer from 1 to 256, 0 given
nothing is thrown
nothing is thrown
InvalidArgumentException: APPNET_OPT_WORKER_NUM must be an integer from 1 to 256, 257 given
InvalidArgumentException: APPNET_OPT_WORKER_NUM must be an integer from 1 to 256, -9223372036854775808 given
InvalidArgumentException: APPNET_OPT_WORKER_NUM must be an integer from 1 to 256, 9223372036854775807 given
InvalidArgumentException: APPNET_OPT_TASK_WORKER_NUM must be an integer from 0 to 256, -1 given
nothing is thrown
nothing is thrown
InvalidArgumentException: APPNET_OPT_TASK_WORKER_NUM must be an integer from 0 to 256, 257 given
InvalidArgumentException: APPNET_OPT_TASK_WORKER_NUM must be an integer from 0 to 256, -9223372036854775808 given
InvalidArgumentException: APPNET_OPT_TASK_WORKER_NUM must be an integer from 0 to 256, 9223372036854775807 given
InvalidArgumentException: APPNET_OPT_REACTOR_NUM must be an integer from 1 to 64, 0 given
nothing is thrown
nothing is thrown
InvalidArgumentException: APPNET_OPT_REACTOR_NUM must be an integer from 1 to 64, 65 given
InvalidArgumentException: APPNET_OPT_REACTOR_NUM must be an integer from 1 to 64, -9223372036854775808 given
InvalidArgumentException: APPNET_OPT_REACTOR_NUM must be an integer from 1 to 64, 9223372036854775807 given
InvalidArgumentException: APPNET_OPT_MAX_CONNECTION must be an integer from 1 to 16777215, 0 given
nothing is thrown
nothing is thrown
InvalidArgumentException: APPNET_OPT_MAX_CONNECTION must be an integer from 1 to 16777215, 16777216 given
InvalidArgumentException: APPNET_OPT_MAX_CONNECTION must be an integer from 1 to 16777215, -9223372036854775808 given
InvalidArgumentException: APPNET_OPT_MAX_CONNECTION must be an integer from 1 to 16777215, 9223372036854775807 given
InvalidArgumentException: APPNET_OPT_MAX_MESSAGE must be an integer from 1 to 1073741824, 0 given
nothing is thrown
nothing is thrown
InvalidArgumentException: APPNET_OPT_MAX_MESSAGE must be an integer from 1 to 1073741824, 1073741825 given
InvalidArgumentException: APPNET_OPT_MAX_MESSAGE must be an integer from 1 to 1073741824, -9223372036854775808 given
InvalidArgumentException: APPNET_OPT_MAX_MESSAGE must be an integer from 1 to 1073741824, 9223372036854775807 given
InvalidArgumentException: APPNET_OPT_TASK_QUEUE_SIZE must be an integer from 1 to 68719476736, 0 given
nothing is thrown
nothing is thrown
InvalidArgumentException: APPNET_OPT_TASK_QUEUE_SIZE must be an integer from 1 to 68719476736, 68719476737 given
InvalidArgumentException: APPNET_OPT_TASK_QUEUE_SIZE must be an integer from 1 to 68719476736, -9223372036854775808 given
InvalidArgumentException: APPNET_OPT_TASK_QUEUE_SIZE must be an integer from 1 to 68719476736, 9223372036854775807 given
