--TEST--
upload: leaves no memory behind
--FILE--
<?php
require __DIR__ . '/../inc/form.inc';

$dir = new Uploads();
$s = answering(function ($server, $fd) {
    $r = $server->getRequest();
    $server->send($fd, $r['path'] === '/memory' ? (string) memory_get_usage() : $r['files']['f']['name'][0]);
}, [APPNET_HTTP_UPLOAD_DIR => $dir->path]);
$c = $s->web();
[$headers, $body] = form(['a[b]' => '1', 'c' => str_repeat('x', 5000)], [['f[]', 'f', 'text/plain', 'x'], ['bad[', 'f', 'text/plain', 'x']]);
$used = [];
for ($i = 0; $i < 8; $i++) {
    for ($n = 0; $n < 50; $n++) {
        $c->ask('POST', '/', $headers, $body);
    }
    $used[] = (int) $c->ask('GET', '/memory')->body;
}
echo $used[7] - $used[1], "\n";
?>
--EXPECT--
0
