--TEST--
http: a part of a file that has changed since is the whole new file
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';
require __DIR__ . '/../inc/curl.inc';

$folder = folder(['a.txt' => 'the old text']);
$s = showing($folder);
$tag = curl($s, '/a.txt')->headers['etag'];
$part = fn () => curl($s, '/a.txt', '-r', '4-6', '-H', "If-Range: $tag");
echo $part(), "\n";
file_put_contents("$folder/a.new", 'another text');
rename("$folder/a.new", "$folder/a.txt");
$got = await(fn () => ($got = $part())->status === 200 ? $got : null, 'new file');
echo $got, "\n";
?>
--EXPECT--
206 old
200 another text
