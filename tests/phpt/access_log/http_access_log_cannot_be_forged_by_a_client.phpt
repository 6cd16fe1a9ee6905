--TEST--
http: access log cannot be forged by a client
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$file = tempnam(sys_get_temp_dir(), 'appnet-access-');
$s = answering(function ($server, $fd) { $server->send($fd, ''); }, [APPNET_HTTP_ACCESS_LOG => $file]);
$s->http('GET', '/"', ['User-Agent' => "x\" \"y\\\t\xff", 'Referer' => '" 200 1 "']);
$s->stop();
$log = file_get_contents($file);
unlink($file);
var_dump(substr_count($log, "\n"), preg_match('~^[\x20-\x7e]+\n$~D', $log), preg_match('~^[^"]*("(?:[^"\\\\]|\\\\.)*"[^"]*){3}$~D', $log));
?>
--EXPECT--
int(1)
int(1)
int(1)
