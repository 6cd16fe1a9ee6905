--TEST--
config: a host has 1 to 255 bytes and no nul
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

foreach (['', str_repeat('h', 256), "127.0.0.1\0"] as $host) {
    echo thrown(function () use ($host) { new appnetServer($host, 0); }), "\n";
}
echo strlen((new appnetServer(str_repeat('h', 255), 0))->getInfo()['host']), "\n";
?>
--EXPECT--
InvalidArgumentException: the host must be an IPv4 or IPv6 address or a name of 1 to 255 bytes
InvalidArgumentException: the host must be an IPv4 or IPv6 address or a name of 1 to 255 bytes
InvalidArgumentException: the host must be an IPv4 or IPv6 address or a name of 1 to 255 bytes
255
