--TEST--
allocator: an unknown name ends the start
--FILE--
<?php
require __DIR__ . '/../inc/allocator.inc';

foreach (['dlmalloc', 'Tcmalloc', '""'] as $name) {
    [$status, $said] = php_with($name, 'echo "PHP has started";');
    echo "$status $said\n";
}
?>
--EXPECT--
254 Fatal error: appnet.allocator = dlmalloc: there is no such allocator (there are system, tcmalloc, jemalloc) in Unknown on line 0
254 Fatal error: appnet.allocator = Tcmalloc: there is no such allocator (there are system, tcmalloc, jemalloc) in Unknown on line 0
254 Fatal error: appnet.allocator = : there is no such allocator (there are system, tcmalloc, jemalloc) in Unknown on line 0
