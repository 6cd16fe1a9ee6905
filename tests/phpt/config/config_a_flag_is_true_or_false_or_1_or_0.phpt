--TEST--
config: a flag is true or false or 1 or 0
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$server = new appnetServer('127.0.0.1', 0);
foreach (['APPNET_OPT_DAEMON', 'APPNET_HTTP_KEEP_ALIVE', 'APPNET_HTTP_GZIP'] as $name) {
    foreach ([true, false, 1, 0, 2, -1, '1', null] as $value) {
        echo thrown(function () use ($server, $name, $value) { $server->setOption(constant($name), $value); }), "\n";
    }
}
?>
--EXPECTF--
nothing is thrown
nothing is thrown
nothing is thrown
nothing is thrown
InvalidArgumentException: APPNET_OPT_DAEMON must be true or false (or 1 or 0), 2 given
InvalidArgumentException: APPNET_OPT_DAEMON must be true or false (or 1 or 0), -1 given
nothing is thrown
TypeError: %s
nothing is thrown
nothing is thrown
nothing is thrown
nothing is thrown
InvalidArgumentException: APPNET_HTTP_KEEP_ALIVE must be true or false (or 1 or 0), 2 given
InvalidArgumentException: APPNET_HTTP_KEEP_ALIVE must be true or false (or 1 or 0), -1 given
nothing is thrown
TypeError: %s
nothing is thrown
nothing is thrown
nothing is thrown
nothing is thrown
InvalidArgumentException: APPNET_HTTP_GZIP must be true or false (or 1 or 0), 2 given
InvalidArgumentException: APPNET_HTTP_GZIP must be true or false (or 1 or 0), -1 given
nothing is thrown
TypeError: %s
