--TEST--
allocator: it is chosen in php.ini
--SKIPIF--
<?php
require __DIR__ . '/../inc/allocator.inc';
skip_without('tcmalloc', 'jemalloc');
?>
--FILE--
<?php
require __DIR__ . '/../inc/allocator.inc';

foreach (['system', 'tcmalloc', 'jemalloc'] as $name) {
    [$status, $said] = php_with($name, '$info = (new appnetServer("127.0.0.1", 0))->getInfo(); echo $info["allocator"], ", ", $info["allocator_version"];');
    echo "$status $said\n";
}
?>
--EXPECTREGEX--
0 system, (glibc \d+\.\d+|unknown)
0 tcmalloc, gperftools \d+\.\d+
0 jemalloc, jemalloc \d+\.\d+\.\d+
