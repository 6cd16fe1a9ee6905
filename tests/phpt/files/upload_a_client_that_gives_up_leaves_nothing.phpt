--TEST--
upload: a client that gives up, or a server that stops, leaves nothing
--FILE--
<?php
require __DIR__ . '/../inc/form.inc';

$dir = new Uploads();
$s = answering(function ($server, $fd) { $server->send($fd, 'fine'); }, [APPNET_HTTP_UPLOAD_DIR => $dir->path]);
$begin = function () use ($s) {
    $c = $s->web();
    $c->write("POST / HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=B\r\nContent-Length: 100000\r\n\r\n"
        . "--B\r\nContent-Disposition: form-data; name=\"f\"; filename=\"f\"\r\n\r\n" . str_repeat('x', 10000));
    return $c;
};
$one = $begin();
$two = $begin();
$three = $begin();
var_dump($dir->has(3));
$one->close();
var_dump($dir->has(2));
$two->shutWrite();
var_dump($dir->has(1));
$s->stop();
var_dump($dir->has(0));
?>
--EXPECT--
bool(true)
bool(true)
bool(true)
bool(true)
