--TEST--
http: curl goes on with half a download
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';
require __DIR__ . '/../inc/curl.inc';

$bytes = random_bytes(300000);
$folder = folder(['a.bin' => $bytes]);
$s = showing($folder);
$mine = folder(['half.bin' => substr($bytes, 0, 100000)]) . '/half.bin';
$got = curl($s, '/a.bin', '-C', '-', '-o', $mine);
echo "$got->status {$got->headers['content-range']}, {$got->headers['content-length']} bytes\n";
var_dump(file_get_contents($mine) === $bytes);
?>
--EXPECT--
206 bytes 100000-299999/300000, 200000 bytes
bool(true)
