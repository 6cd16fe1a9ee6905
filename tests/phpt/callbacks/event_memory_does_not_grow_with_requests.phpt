--TEST--
event: memory does not grow with requests
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd, $data) {
    $header = $server->getHeader();
    $server->setHeader('X-Any', $server->getHeader()['Uri']);
    $server->send($fd, $header['Uri'] === '/memory' ? (string) memory_get_usage() : $data);
});
$c = $s->web();
$block = str_repeat("POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 5\r\n\r\nhello", 500);
$used = [];
for ($i = 0; $i < 40; $i++) {
    $c->write($block);
    for ($n = 0; $n < 500; $n++) {
        $c->answer();
    }
    $used[] = (int) $c->ask('GET', '/memory')->body;
}
echo $used[39] - $used[1], "\n";
?>
--EXPECT--
0
