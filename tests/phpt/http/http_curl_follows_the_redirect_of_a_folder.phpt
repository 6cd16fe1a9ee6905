--TEST--
http: curl follows the redirect of a folder to its index
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';
require __DIR__ . '/../inc/curl.inc';

$s = showing(folder(['a b/index.html' => '<p>index']));
$answers = curls($s, ['/a%20b?q=1'], '-L', '-w', '%{stderr}%{url_effective}');
echo "\n", implode(' ', array_map(fn ($a) => $a->status, $answers)), ' ', end($answers)->body, "\n";
?>
--EXPECTF--
http://127.0.0.1:%d/a%20b/?q=1
301 200 <p>index
