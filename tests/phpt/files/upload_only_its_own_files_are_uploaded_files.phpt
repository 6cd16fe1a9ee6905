--TEST--
upload: only its own files are uploaded files
--FILE--
<?php
require __DIR__ . '/../inc/form.inc';

$dir = new Uploads();
$s = answering(function ($server, $fd) {
    static $before = __FILE__;
    $path = $server->getRequest()['files']['f']['tmp_name'] ?? '';
    $answer = json_encode([is_uploaded_file($path), is_uploaded_file($before), @move_uploaded_file(__FILE__, "$path.moved"), is_uploaded_file('/etc/passwd')]);
    $before = $path;
    $server->send($fd, $answer);
}, [APPNET_HTTP_UPLOAD_DIR => $dir->path]);
[$headers, $body] = form(['g' => __FILE__], [['f', __FILE__, 'text/plain', 'x']]);
for ($i = 0; $i < 2; $i++) {
    echo $s->http('POST', '/', $headers, $body)->body, "\n";
}
echo $s->http('POST', '/')->body, "\n";
?>
--EXPECT--
[true,false,false,false]
[true,false,false,false]
[false,false,false,false]
