--TEST--
config: the exception is a runtime exception
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

echo get_parent_class('appnetException'), "\n";
?>
--EXPECT--
RuntimeException
