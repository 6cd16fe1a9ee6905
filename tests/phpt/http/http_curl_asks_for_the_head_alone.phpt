--TEST--
http: curl asks for the head of a file alone
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';
require __DIR__ . '/../inc/curl.inc';

$s = showing(folder(['a.html' => str_repeat('x', 5000)]));
$want = ['content-type', 'content-length', 'etag', 'last-modified', 'accept-ranges'];
$head = curl($s, '/a.html', '-I', '-o', '/dev/null');
$get = curl($s, '/a.html');
foreach ($want as $name) {
    echo "$name: ", $head->headers[$name] === $get->headers[$name] ? 'the same' : "{$head->headers[$name]} and {$get->headers[$name]}", "\n";
}
echo "$head->status, {$head->headers['content-type']}, {$head->headers['content-length']}\n";
?>
--EXPECT--
content-type: the same
content-length: the same
etag: the same
last-modified: the same
accept-ranges: the same
200, text/html; charset=utf-8, 5000
