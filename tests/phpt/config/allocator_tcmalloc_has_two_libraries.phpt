--TEST--
allocator: tcmalloc has two libraries, and one is enough
--SKIPIF--
<?php
require __DIR__ . '/../inc/allocator.inc';
$env = ['LD_LIBRARY_PATH' => folder_of_nonsense('libtcmalloc_minimal.so.4')];
if (php_with('tcmalloc', '', $env)[0] === 254) die('skip libtcmalloc.so.4 (Debian: libgoogle-perftools4) is not installed');
?>
--FILE--
<?php
require __DIR__ . '/../inc/allocator.inc';

$env = ['LD_LIBRARY_PATH' => folder_of_nonsense('libtcmalloc_minimal.so.4')];
[$status, $said] = php_with('tcmalloc', 'echo (new appnetServer("127.0.0.1", 0))->getInfo()["allocator_version"];', $env);
echo "$status $said\n";
?>
--EXPECTF--
0 gperftools %d.%d
