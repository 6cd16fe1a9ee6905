--TEST--
http: access log is complete when the server has stopped
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$file = tempnam(sys_get_temp_dir(), 'appnet-access-');
$s = echoing([APPNET_HTTP_ACCESS_LOG => $file, APPNET_OPT_REACTOR_NUM => 3, APPNET_OPT_WORKER_NUM => 2]);
$clients = [];
for ($i = 0; $i < 6; $i++) {
    $clients[] = $s->web();
}
for ($i = 0; $i < 600; $i++) {
    $clients[$i % 6]->ask('POST', "/$i", [], 'x');
}
$s->stop();
preg_match_all('~^127\.0\.0\.1 - - \[[^]]+\] "POST /(\d+) HTTP/1\.1" 200 1 "-" "-"$~m', $log = file_get_contents($file), $m);
unlink($file);
sort($m[1]);
var_dump($m[1] == range(0, 599), substr_count($log, "\n"));
?>
--EXPECT--
bool(true)
int(600)
