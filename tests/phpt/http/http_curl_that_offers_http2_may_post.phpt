--TEST--
http: curl that offers http2 may post
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';
require __DIR__ . '/../inc/curl.inc';

$s = answering(function (appnetServer $server, int $fd, string $data): void {
    $server->send($fd, $server->getRequest()['method'] . " $data " . ($server->getHeader()['Upgrade']));
});
foreach ([[], ['-d', 'a=b'], ['-d', 'a=b', '-H', 'Transfer-Encoding: chunked'], ['-X', 'PUT', '-d', 'c', '-H', 'Expect: 100-continue']] as $options) {
    $got = curl($s, '/', '--http2', ...$options);
    echo "$got->status $got->body\n";
}
?>
--EXPECT--
200 GET  h2c
200 POST a=b h2c
200 POST a=b h2c
200 PUT c h2c
