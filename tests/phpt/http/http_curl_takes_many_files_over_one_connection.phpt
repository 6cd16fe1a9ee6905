--TEST--
http: curl takes many files over one connection
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';
require __DIR__ . '/../inc/curl.inc';

$files = [];
for ($i = 0; $i < 50; $i++) {
    $files["$i.txt"] = str_repeat(chr(65 + $i % 26), $i * 100);
}
$s = showing(folder($files));
$answers = curls($s, array_map(fn ($name) => "/$name", array_keys($files)), '-w', '%{stderr}%{num_connects}');
echo "\n", implode(' ', array_unique(array_map(fn ($a) => $a->status, $answers))), "\n";
var_dump(end($answers)->body === implode('', $files));
?>
--EXPECT--
10000000000000000000000000000000000000000000000000
200
bool(true)
