--TEST--
http: curl takes a part of a file
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';
require __DIR__ . '/../inc/curl.inc';

$s = showing(folder(['a.txt' => 'abcdefghijklmnopqrstuvwxyz']));
foreach (['0-3', '20-', '-5', '24-99', '26-'] as $range) {
    try {
        $got = curl($s, '/a.txt', '-r', $range);
        echo "$range: $got->status {$got->headers['content-range']}: ", $got->status === 206 ? $got->body : 'no such part', "\n";
    } catch (RuntimeException $e) {
        echo $e->getMessage(), "\n";
    }
}
?>
--EXPECT--
0-3: 206 bytes 0-3/26: abcd
20-: 206 bytes 20-25/26: uvwxyz
-5: 206 bytes 21-25/26: vwxyz
24-99: 206 bytes 24-25/26: yz
26-: 416 bytes */26: no such part
