--TEST--
upload: full_path is where a file lies in its folder, in all versions of PHP
--FILE--
<?php
require __DIR__ . '/../inc/form.inc';

$dir = new Uploads();
$s = answering(function ($server, $fd) {
    ['f' => $f, 'g' => $g] = $server->getRequest()['files'];
    $server->send($fd, implode(' ', array_keys($f)) . "\n{$f['name']} {$f['full_path']}, {$g['name'][0]} {$g['full_path'][0]}");
}, [APPNET_HTTP_UPLOAD_DIR => $dir->path]);
[$headers, $body] = form([], [['f', 'one.txt', 'text/plain', 'x'], ['g[]', 'holidays/2026/two.jpg', 'image/jpeg', 'x']]);
echo $s->http('POST', '/', $headers, $body)->body, "\n";
?>
--EXPECT--
name full_path type tmp_name error size
one.txt one.txt, two.jpg holidays/2026/two.jpg
