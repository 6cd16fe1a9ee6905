--TEST--
upload: limits have a clear status and leave nothing behind
--FILE--
<?php
require __DIR__ . '/../inc/form.inc';

$dir = new Uploads();
$limits = [APPNET_HTTP_UPLOAD_DIR => $dir->path, APPNET_HTTP_MAX_FILE => 1000, APPNET_HTTP_MAX_FILES => 2, APPNET_HTTP_MAX_FIELDS => 2, APPNET_HTTP_MAX_BODY => 2000,
    APPNET_HTTP_MAX_FORM => 5000];
$s = answering(function ($server, $fd) { $server->send($fd, 'fine'); }, $limits);
$file = function (int $n, string $name = 'f[]') { return [$name, 'f.txt', 'text/plain', str_repeat('x', $n)]; };
foreach ([
    'fits' => form(['a' => '1', 'b' => '2'], [$file(1000), $file(1000)]),
    'one file' => form([], [$file(1001)]),
    'files' => form([], [$file(1), $file(1), $file(1)]),
    'fields' => form(['a' => '1', 'b' => '2', 'c' => '3']),
    'text' => form(['a' => str_repeat('x', 2001)]),
    'the whole' => form([], [$file(1000), ['g', 'g', 'a/b; ' . str_repeat('x', 5000), 'x']]),
    'no end' => [['Content-Type' => 'multipart/form-data; boundary=B0undary'], "--B0undary\r\nContent-Disposition: form-data; name=\"f\"; filename=\"f\"\r\n\r\nbytes"],
    'no form' => [['Content-Type' => 'multipart/form-data; boundary=B0undary'], 'nonsense'],
    'no boundary' => [['Content-Type' => 'multipart/form-data'], 'nonsense'],
] as $what => [$headers, $body]) {
    $answer = $s->http('POST', '/', $headers, $body);
    echo "$what: $answer->status ", json_encode($dir->has(0)), "\n";
}
$s->stop();
mkdir("$dir->path/missing");
$missing = answering(function ($server, $fd) { $server->send($fd, 'fine'); }, [APPNET_HTTP_UPLOAD_DIR => "$dir->path/missing"]);
exec('rm -r ' . escapeshellarg("$dir->path/missing")); // with the server's mark
[$headers, $body] = form(['a' => '1'], [$file(1)]);
echo 'no folder: ', $missing->http('POST', '/', $headers, $body)->status, "\n";
echo preg_match('~an upload cannot be made in \S+/missing: No such file~', $missing->log()), "\n";
[$headers, $body] = form(['a' => '1']);
echo 'no file: ', $missing->http('POST', '/', $headers, $body)->status, "\n";
?>
--EXPECT--
fits: 200 true
one file: 413 true
files: 413 true
fields: 413 true
text: 413 true
the whole: 413 true
no end: 400 true
no form: 400 true
no boundary: 400 true
no folder: 500
1
no file: 200
