--TEST--
upload: a relative folder is that of the start, wherever a worker has gone since
--FILE--
<?php
require __DIR__ . '/../inc/form.inc';

$dir = new Uploads();
chdir(dirname($dir->path));
$s = answering(function ($server, $fd) {
    chdir('/');
    $path = $server->getRequest()['files']['f']['tmp_name'];
    $server->send($fd, json_encode([$path[0], dirname(realpath($path)), file_get_contents($path)], JSON_UNESCAPED_SLASHES));
}, [APPNET_HTTP_UPLOAD_DIR => basename($dir->path)]);
[$headers, $body] = form([], [['f', 'f.txt', 'text/plain', 'bytes']]);
[$first, $folder, $bytes] = json_decode($s->http('POST', '/', $headers, $body)->body);
var_dump($first, $folder === realpath($dir->path), $bytes, $dir->has(0));
?>
--EXPECT--
string(1) "/"
bool(true)
string(5) "bytes"
bool(true)
