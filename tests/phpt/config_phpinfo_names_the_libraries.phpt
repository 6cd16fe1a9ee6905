--TEST--
config: phpinfo names the libraries
--FILE--
<?php
require __DIR__ . '/inc/harness.inc';

(new ReflectionExtension('appnet'))->info();
?>
--EXPECTF--
appnet

appnet => enabled
Version => %d.%d.%d
libuv => 1.%d.%d
llhttp => 9.%d.%d
Allocator => %s (%s)

Directive => Local Value => Master Value
appnet.allocator => %s => %s
