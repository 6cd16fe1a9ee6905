--TEST--
config: phpinfo names the libraries and the limits
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

(new ReflectionExtension('appnet'))->info();
?>
--EXPECTF--
appnet

appnet => enabled
Version => %d.%d.%d
libuv => 1.%d.%d
llhttp => 9.%d.%d
zlib => 1.%s
Allocator => %s (%s)
Protocols => TCP, HTTP, WebSocket
Reactors, at most => 64
Workers, at most => 256
Task workers, at most => 256
Ports, at most => 16
Connections, at most => 16777215

Directive => Local Value => Master Value
appnet.allocator => %s => %s
