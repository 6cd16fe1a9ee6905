--TEST--
config: options of compression are checked at both ends
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$server = new appnetServer('127.0.0.1', 0);
$ranges = ['APPNET_WS_DEFLATE_LEVEL' => [1, 9], 'APPNET_WS_DEFLATE_MEM_LEVEL' => [1, 9], 'APPNET_WS_DEFLATE_WINDOW' => [9, 15],
    'APPNET_WS_DEFLATE_MIN' => [1, 1 << 30]];
foreach ($ranges as $name => [$min, $max]) {
    foreach ([$min - 1, $min, $max, $max + 1] as $value) {
        echo thrown(function () use ($server, $name, $value) { $server->setOption(constant($name), $value) || print 'false'; }), "\n";
    }
}
?>
--EXPECT--
InvalidArgumentException: APPNET_WS_DEFLATE_LEVEL must be an integer from 1 to 9, 0 given
nothing is thrown
nothing is thrown
InvalidArgumentException: APPNET_WS_DEFLATE_LEVEL must be an integer from 1 to 9, 10 given
InvalidArgumentException: APPNET_WS_DEFLATE_MEM_LEVEL must be an integer from 1 to 9, 0 given
nothing is thrown
nothing is thrown
InvalidArgumentException: APPNET_WS_DEFLATE_MEM_LEVEL must be an integer from 1 to 9, 10 given
InvalidArgumentException: APPNET_WS_DEFLATE_WINDOW must be an integer from 9 to 15, 8 given
nothing is thrown
nothing is thrown
InvalidArgumentException: APPNET_WS_DEFLATE_WINDOW must be an integer from 9 to 15, 16 given
InvalidArgumentException: APPNET_WS_DEFLATE_MIN must be an integer from 1 to 1073741824, 0 given
nothing is thrown
nothing is thrown
InvalidArgumentException: APPNET_WS_DEFLATE_MIN must be an integer from 1 to 1073741824, 1073741825 given
