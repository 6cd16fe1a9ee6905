--TEST--
config: times of http are 1 ms to 24 days
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$server = new appnetServer('127.0.0.1', 0);
foreach (['TIMEOUT', 'HEADER_TIMEOUT', 'BODY_TIMEOUT', 'KEEP_ALIVE_TIMEOUT', 'QUEUE_TIMEOUT', 'SEND_TIMEOUT'] as $name) {
    foreach ([0, 1, 24 * 24 * 3600 * 1000, 24 * 24 * 3600 * 1000 + 1, '5', 1.5] as $value) {
        echo thrown(function () use ($server, $name, $value) { $server->setOption(constant("APPNET_HTTP_$name"), $value) || print 'false'; }), "\n";
    }
}
?>
--EXPECTF--
InvalidArgumentException: APPNET_HTTP_TIMEOUT must be an integer from 1 to 2073600000 (milliseconds), 0 given
nothing is thrown
nothing is thrown
InvalidArgumentException: APPNET_HTTP_TIMEOUT must be an integer from 1 to 2073600000 (milliseconds), 2073600001 given
nothing is thrown
TypeError: %s
InvalidArgumentException: APPNET_HTTP_HEADER_TIMEOUT must be an integer from 1 to 2073600000 (milliseconds), 0 given
nothing is thrown
nothing is thrown
InvalidArgumentException: APPNET_HTTP_HEADER_TIMEOUT must be an integer from 1 to 2073600000 (milliseconds), 2073600001 given
nothing is thrown
TypeError: %s
InvalidArgumentException: APPNET_HTTP_BODY_TIMEOUT must be an integer from 1 to 2073600000 (milliseconds), 0 given
nothing is thrown
nothing is thrown
InvalidArgumentException: APPNET_HTTP_BODY_TIMEOUT must be an integer from 1 to 2073600000 (milliseconds), 2073600001 given
nothing is thrown
TypeError: %s
InvalidArgumentException: APPNET_HTTP_KEEP_ALIVE_TIMEOUT must be an integer from 1 to 2073600000 (milliseconds), 0 given
nothing is thrown
nothing is thrown
InvalidArgumentException: APPNET_HTTP_KEEP_ALIVE_TIMEOUT must be an integer from 1 to 2073600000 (milliseconds), 2073600001 given
nothing is thrown
TypeError: %s
InvalidArgumentException: APPNET_HTTP_QUEUE_TIMEOUT must be an integer from 1 to 2073600000 (milliseconds), 0 given
nothing is thrown
nothing is thrown
InvalidArgumentException: APPNET_HTTP_QUEUE_TIMEOUT must be an integer from 1 to 2073600000 (milliseconds), 2073600001 given
nothing is thrown
TypeError: %s
InvalidArgumentException: APPNET_HTTP_SEND_TIMEOUT must be an integer from 1 to 2073600000 (milliseconds), 0 given
nothing is thrown
nothing is thrown
InvalidArgumentException: APPNET_HTTP_SEND_TIMEOUT must be an integer from 1 to 2073600000 (milliseconds), 2073600001 given
nothing is thrown
TypeError: %s
