--TEST--
allocator: its library is loaded only when it is asked for
--SKIPIF--
<?php
require __DIR__ . '/../inc/allocator.inc';
skip_without('tcmalloc', 'jemalloc');
?>
--FILE--
<?php
require __DIR__ . '/../inc/allocator.inc';

foreach (['system', 'tcmalloc', 'jemalloc'] as $name) {
    $code = 'preg_match_all("/lib(tcmalloc|jemalloc)/", file_get_contents("/proc/self/maps"), $found); echo implode(" ", array_unique($found[1]));';
    echo "$name: ", php_with($name, $code)[1], "\n";
}
?>
--EXPECT--
system: 
tcmalloc: tcmalloc
jemalloc: jemalloc
