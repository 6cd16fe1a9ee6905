--TEST--
listen: on an address that cannot be says why
--SKIPIF--
<?php @stream_socket_server('tcp://[::1]:0') || die('skip there is no IPv6'); ?>
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

foreach (['::ffff:192.0.2.7', '[::ffff:127.0.0.1]', 'fe80::1', 'ff02::1', 'fe80::1%nope', '192.0.2.1'] as $host) {
    echo preg_replace('~.*: cannot listen on ~', '', thrown(function () use ($host) { (new appnetServer($host, 0))->run(); })), "\n";
}
?>
--EXPECT--
::ffff:192.0.2.7 port 0: address not available on this machine: that is an IPv4 address: write 192.0.2.7
[::ffff:127.0.0.1] port 0: address not available on this machine: that is an IPv4 address: write 127.0.0.1
fe80::1 port 0: address not available on this machine: a link-local address needs its interface: fe80::1%eth0, say
ff02::1 port 0: address not available on this machine: that is a multicast address: nothing can listen there
fe80::1%nope port 0: host name cannot be resolved: is there an interface nope, and has it this address?
192.0.2.1 port 0: address not available on this machine: use 0.0.0.0 for every IPv4 address, or :: for IPv6 as well
