--TEST--
http: access log has a line for every status and for head
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$file = tempnam(sys_get_temp_dir(), 'appnet-access-');
$s = answering(function ($server, $fd) {
    $server->httpRespCode((int) substr($server->getHeader()['Uri'], 1));
    $server->send($fd, 'body');
}, [APPNET_HTTP_ACCESS_LOG => $file]);
$c = $s->web();
foreach ([200, 404, 500] as $status) {
    $c->ask('GET', "/$status");
}
$c->ask('HEAD', '/200');
$c->ask('GET', '/204');
$s->stop();
echo preg_replace('~^.*?\] ~m', '', file_get_contents($file));
unlink($file);
?>
--EXPECT--
"GET /200 HTTP/1.1" 200 4 "-" "-"
"GET /404 HTTP/1.1" 404 4 "-" "-"
"GET /500 HTTP/1.1" 500 4 "-" "-"
"HEAD /200 HTTP/1.1" 200 0 "-" "-"
"GET /204 HTTP/1.1" 204 0 "-" "-"
