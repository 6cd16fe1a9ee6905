--TEST--
http: some statuses have no body
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd) {
    $server->httpRespCode((int) substr($server->getHeader()['Uri'], 1));
    $server->send($fd, 'body');
});
$c = $s->web();
foreach ([204, 205, 304, 200] as $status) {
    $c->request('GET', "/$status");
    $head = $c->until("\r\n\r\n");
    preg_match('~^content-length: \d+~mi', $head, $m);
    echo substr($head, 9, 3), ' ', $m[0] ?? 'no length', "\n";
}
echo $c->read(4), "\n";
?>
--EXPECT--
204 no length
205 Content-Length: 0
304 no length
200 Content-Length: 4
body
