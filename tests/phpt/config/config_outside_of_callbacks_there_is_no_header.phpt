--TEST--
config: outside of callbacks there is no header
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

echo json_encode((new appnetServer('127.0.0.1', 0))->getHeader()), "\n";
?>
--EXPECT--
{"Protocol":"","Method":"","Uri":"","Version":""}
