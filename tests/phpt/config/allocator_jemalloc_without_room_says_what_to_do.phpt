--TEST--
allocator: jemalloc without room for its thread-local data says what to do
--SKIPIF--
<?php
require __DIR__ . '/../inc/allocator.inc';
skip_without('jemalloc');
if (php_with('jemalloc', '', ['GLIBC_TUNABLES' => false])[0] === 0) die('skip here it finds the room that it needs');
?>
--FILE--
<?php
require __DIR__ . '/../inc/allocator.inc';

[$status, $said] = php_with('jemalloc', 'echo "PHP has started";', ['GLIBC_TUNABLES' => false]);
echo "$status $said\n";
?>
--EXPECTF--
254 Fatal error: appnet.allocator = jemalloc: %slibjemalloc.so.2: %sstatic TLS%S; start PHP with GLIBC_TUNABLES=glibc.rtld.optional_static_tls=4096 in its environment (glibc 2.32 or newer) in Unknown on line 0
