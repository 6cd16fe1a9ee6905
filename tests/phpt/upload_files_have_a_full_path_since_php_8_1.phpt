--TEST--
upload: files have a full_path since PHP 8.1
--SKIPIF--
<?php
if (PHP_VERSION_ID < 80100) {
    echo 'skip PHP 8.1';
}
?>
--FILE--
<?php
require __DIR__ . '/inc/form.inc';

$dir = new Uploads();
$s = answering(function ($server, $fd) {
    $files = $server->getRequest()['files'];
    $server->send($fd, implode(' ', array_keys($files['f'])) . "\n{$files['f']['full_path']} {$files['g']['full_path'][0]}");
}, [APPNET_HTTP_UPLOAD_DIR => $dir->path]);
[$headers, $body] = form([], [['f', 'one.txt', 'text/plain', 'x'], ['g[]', 'two.txt', 'text/plain', 'x']]);
echo $s->http('POST', '/', $headers, $body)->body, "\n";
?>
--EXPECT--
name full_path type tmp_name error size
one.txt two.txt
