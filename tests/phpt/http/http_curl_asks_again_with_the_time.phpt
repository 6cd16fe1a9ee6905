--TEST--
http: curl asks again with the time, and gets what is newer alone
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';
require __DIR__ . '/../inc/curl.inc';

$folder = folder(['a.txt' => 'text']);
touch("$folder/a.txt", strtotime('2020-02-02 02:02:02 UTC'));
$s = showing($folder);
$time = curl($s, '/a.txt')->headers['last-modified'];
echo "$time\n";
foreach ([$time, 'Sun, 02 Feb 2020 02:02:01 GMT', 'Sun, 02 Feb 2020 02:02:03 GMT'] as $since) {
    echo curl($s, '/a.txt', '-z', $since), "\n";
}
$got = curl($s, '/a.txt', '-z', "-$time"); // If-Unmodified-Since
echo "$got->status\n";
$got = curl($s, '/a.txt', '-z', '-Sun, 02 Feb 2020 02:02:01 GMT');
echo "$got->status\n";
?>
--EXPECT--
Sun, 02 Feb 2020 02:02:02 GMT
304 
200 text
304 
200
412
