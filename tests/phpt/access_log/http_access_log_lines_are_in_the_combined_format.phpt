--TEST--
http: access log lines are in the combined format
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$file = tempnam(sys_get_temp_dir(), 'appnet-access-');
$s = answering(function ($server, $fd) { $server->send($fd, 'hello'); }, [APPNET_HTTP_ACCESS_LOG => $file]);
$s->http('GET', '/page?a=b', ['Referer' => 'http://test/', 'User-Agent' => 'tester/1.0']);
$s->http('POST', '/form', [], 'a=1');
$s->stop();
foreach (file($file) as $line) {
    preg_match('~^(.*)\[(\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d [+-]\d{4})\](.*\n)$~', $line, $m);
    echo $m[1], abs(strtotime($m[2]) - time()) < 60 ? '[now]' : $m[2], $m[3];
}
unlink($file);
?>
--EXPECT--
127.0.0.1 - - [now] "GET /page?a=b HTTP/1.1" 200 5 "http://test/" "tester/1.0"
127.0.0.1 - - [now] "POST /form HTTP/1.1" 200 5 "-" "-"
