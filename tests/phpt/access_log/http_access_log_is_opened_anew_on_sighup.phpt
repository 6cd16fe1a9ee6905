--TEST--
http: access log is opened anew on sighup
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$file = tempnam(sys_get_temp_dir(), 'appnet-access-');
$s = echoing([APPNET_HTTP_ACCESS_LOG => $file]);
$c = $s->web();
$c->ask('POST', '/before', [], 'x');
await(function () use ($file) { return file_get_contents($file) !== ''; }, 'first line');
rename($file, "$file.1");
$s->signal(SIGHUP);
await(function () use ($file) { return file_exists($file); }, 'new file');
$c->ask('POST', '/after', [], 'x'); // the connection is still there
$s->stop();
foreach (["$file.1", $file] as $log) {
    echo preg_replace('~^.*?\] ~m', '', file_get_contents($log));
    unlink($log);
}
?>
--EXPECT--
"POST /before HTTP/1.1" 200 1 "-" "-"
"POST /after HTTP/1.1" 200 1 "-" "-"
