--TEST--
allocator: it is shown by phpinfo
--SKIPIF--
<?php
require __DIR__ . '/../inc/allocator.inc';
skip_without('tcmalloc');
?>
--FILE--
<?php
require __DIR__ . '/../inc/allocator.inc';

[$status, $said] = php_with('tcmalloc', '(new ReflectionExtension("appnet"))->info();');
echo $status, "\n", implode("\n", preg_grep('/allocator/i', explode("\n", $said))), "\n";
?>
--EXPECTF--
0
Allocator => tcmalloc (gperftools %d.%d)
appnet.allocator => tcmalloc => tcmalloc
