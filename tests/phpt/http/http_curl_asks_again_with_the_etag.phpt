--TEST--
http: curl asks again with the ETag, and gets what has changed alone
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';
require __DIR__ . '/../inc/curl.inc';

$folder = folder(['a.txt' => 'first']);
$s = showing($folder);
$mine = folder(['copy' => '']);
$again = fn () => curl($s, '/a.txt', '--etag-compare', "$mine/etag", '--etag-save', "$mine/etag.new");
echo curl($s, '/a.txt', '--etag-save', "$mine/etag"), "\n";
echo $again(), "\n";
file_put_contents("$folder/a.new", 'second');
rename("$folder/a.new", "$folder/a.txt");
echo await(fn () => ($got = $again())->status === 200 ? $got : null, 'new file'), "\n";
rename("$mine/etag.new", "$mine/etag");
echo $again(), "\n";
?>
--EXPECTF--
200 first
304 
200 second
304 
