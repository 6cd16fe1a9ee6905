--TEST--
upload: of any size arrives whole, by length or in chunks, after 100 Continue too
--FILE--
<?php
require __DIR__ . '/../inc/form.inc';

$dir = new Uploads();
$s = answering(function ($server, $fd) {
    $f = $server->getRequest()['files']['f'];
    $server->send($fd, $f['size'] . ' ' . md5_file($f['tmp_name']));
}, [APPNET_HTTP_UPLOAD_DIR => $dir->path, APPNET_HTTP_MAX_BODY => 1000]);
$parts = []; // one string that grows is copied each time where a sanitizer replaces malloc
for ($i = 0; $i < 40000; $i++) {
    $parts[] = md5((string) $i, true) . "\r\n--B0unda" . str_repeat(chr($i & 255), $i & 1023);
}
$bytes = implode('', $parts);
[$headers, $body] = form([], [['f', 'f.bin', 'application/octet-stream', $bytes]]);
$right = strlen($bytes) . ' ' . md5($bytes);
$c = $s->web();
var_dump($c->ask('POST', '/', $headers, $body)->body === $right);
$c->write("POST / HTTP/1.1\r\nHost: x\r\nContent-Type: {$headers['Content-Type']}\r\nTransfer-Encoding: chunked\r\n\r\n");
foreach (str_split($body, 70001) as $chunk) {
    $c->write(dechex(strlen($chunk)) . "\r\n$chunk\r\n");
}
$c->write("0\r\n\r\n");
var_dump($c->answer()->body === $right);
$c->write("POST / HTTP/1.1\r\nHost: x\r\nContent-Type: {$headers['Content-Type']}\r\nExpect: 100-continue\r\nContent-Length: " . strlen($body) . "\r\n\r\n");
echo trim($c->until("\r\n\r\n")), "\n";
$c->write($body);
var_dump($c->answer()->body === $right, $dir->has(0));
?>
--EXPECT--
bool(true)
bool(true)
HTTP/1.1 100 Continue
bool(true)
bool(true)
