--TEST--
http: access log has a line soon
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$file = tempnam(sys_get_temp_dir(), 'appnet-access-');
$s = echoing([APPNET_HTTP_ACCESS_LOG => $file]);
$s->http('POST', '/', [], 'x');
echo preg_replace('~^.*?\] ~', '', await(function () use ($file) { return file_get_contents($file) ?: null; }, 'line in the access log'));
unlink($file);
?>
--EXPECT--
"POST / HTTP/1.1" 200 1 "-" "-"
