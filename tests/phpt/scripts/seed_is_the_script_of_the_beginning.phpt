--TEST--
seed: is the script of the beginning
--FILE--
<?php
require __DIR__ . '/../inc/seed.inc';

echo sha1_file(__DIR__ . '/../inc/seed.php'), "\n";
?>
--EXPECT--
eb8d02360ee1c8b88cef96be3a37251bd346aff2
