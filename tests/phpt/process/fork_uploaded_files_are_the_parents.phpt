--TEST--
fork: uploaded files are the parent's: a child's end removes none
--FILE--
<?php
require __DIR__ . '/../inc/form.inc';
require __DIR__ . '/../inc/fork.inc';

$dir = new Uploads();
$s = answering(function ($server, $fd) {
    $path = $server->getRequest()['files']['f']['tmp_name'];
    $known = forked(function () use ($path) { exit(is_uploaded_file($path) ? 5 : 6); });
    $server->send($fd, json_encode([$known, file_get_contents($path), is_uploaded_file($path)]));
}, [APPNET_HTTP_UPLOAD_DIR => $dir->path]);
[$headers, $body] = form([], [['f', 'f.txt', 'text/plain', 'bytes']]);
echo $s->http('POST', '/', $headers, $body), "\n";
var_dump($dir->has(0));
?>
--EXPECT--
200 ["exit 5","bytes",true]
bool(true)
