--TEST--
request: leaves no memory behind
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd, $data) {
    $r = $server->getRequest();
    $server->setCookie('seen', $r['query']['a'], ['path' => $r['path'], 'samesite' => 'Lax']);
    $server->setHeader('X-Any', '1');
    $server->setHeader('X-Any', '2', false);
    $server->httpRespCode(200, $r['path'] === '/memory' ? (string) memory_get_usage() : $data);
});
$c = $s->web();
$form = "Content-Type: application/x-www-form-urlencoded\r\nCookie: a=1; b[c]=2; a=3\r\nContent-Length: 11\r\n\r\nx=1&y[z]=%2";
$block = str_repeat("POST /%41?a=1&b[]=2&c[d][e]=3 HTTP/1.1\r\nHost: test\r\n$form", 500);
$used = [];
for ($i = 0; $i < 20; $i++) {
    $c->write($block);
    for ($n = 0; $n < 500; $n++) {
        $c->answer();
    }
    $used[] = (int) $c->ask('GET', '/memory?a=1')->body;
}
echo $used[19] - $used[1], "\n";
?>
--EXPECT--
0
