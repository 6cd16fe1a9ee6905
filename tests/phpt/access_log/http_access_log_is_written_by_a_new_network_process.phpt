--TEST--
http: access log is written by a new network process
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$file = tempnam(sys_get_temp_dir(), 'appnet-access-');
$s = echoing([APPNET_HTTP_ACCESS_LOG => $file]);
$net = $s->net();
kill($net, SIGKILL);
await(function () use ($net) { return !alive($net); }, 'end of the network process');
$s->http('POST', '/after', [], 'x');
$s->stop();
echo preg_replace('~^.*?\] ~', '', file_get_contents($file));
unlink($file);
?>
--EXPECT--
"POST /after HTTP/1.1" 200 1 "-" "-"
