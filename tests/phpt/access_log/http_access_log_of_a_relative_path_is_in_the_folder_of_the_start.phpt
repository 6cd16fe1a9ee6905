--TEST--
http: access log of a relative path is in the folder of the start
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$file = tempnam(sys_get_temp_dir(), 'appnet-access-');
chdir(dirname($file));
$s = answering(function ($server, $fd) {
    chdir('/');
    $server->send($fd, 'x');
}, [APPNET_HTTP_ACCESS_LOG => basename($file)]);
$s->http('GET', '/first');
$s->http('GET', '/second');
$s->stop();
echo substr_count(file_get_contents($file), "\n"), "\n";
unlink($file);
?>
--EXPECT--
2
