--TEST--
allocator: one that cannot be loaded ends the start
--FILE--
<?php
require __DIR__ . '/../inc/allocator.inc';

$env = ['LD_LIBRARY_PATH' => folder_of_nonsense('libtcmalloc_minimal.so.4', 'libtcmalloc.so.4', 'libjemalloc.so.2')];
foreach (['tcmalloc', 'jemalloc'] as $name) {
    [$status, $said] = php_with($name, 'echo "PHP has started";', $env);
    echo "$status $said\n";
}
?>
--EXPECTF--
254 Fatal error: appnet.allocator = tcmalloc: %s/libtcmalloc_minimal.so.4: %s; install tcmalloc (Debian: libtcmalloc-minimal4) in Unknown on line 0
254 Fatal error: appnet.allocator = jemalloc: %s/libjemalloc.so.2: %s; install jemalloc (Debian: libjemalloc2) in Unknown on line 0
