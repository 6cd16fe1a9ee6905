--TEST--
http: curl takes several parts of a file as one multipart, and those that lie close together as one part
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';
require __DIR__ . '/../inc/curl.inc';

$s = showing(folder(['a.txt' => 'first' . str_repeat('-', 5000) . 'middle' . str_repeat('-', 5000) . 'last']));
$got = curl($s, '/a.txt', '-r', '0-4,5005-5010,-4');
echo "$got->status ", strlen($got->body) === (int) $got->headers['content-length'] ? 'of the length it said' : 'of another length', "\n";
echo implode("\n", byteranges($got)), "\n";
$got = curl($s, '/a.txt', '-r', '0-1,3-4');
echo "$got->status {$got->headers['content-range']}: $got->body\n";
?>
--EXPECT--
206 of the length it said
0-4/10015 text/plain; charset=utf-8: first
5005-5010/10015 text/plain; charset=utf-8: middle
10011-10014/10015 text/plain; charset=utf-8: last
206 bytes 0-4/10015: first
