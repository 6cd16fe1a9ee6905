--TEST--
http: curl hears that a body is too large before it sends it
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';
require __DIR__ . '/../inc/curl.inc';

$s = answering(function (appnetServer $server, int $fd): void {
    $server->send($fd, 'it came');
}, [APPNET_HTTP_MAX_BODY => 1 << 20]);
$file = folder(['up.bin' => str_repeat('x', 2 << 20)]) . '/up.bin';
$answers = curls($s, ['/up'], '-T', $file, '-H', 'Expect: 100-continue', '--expect100-timeout', (string) LIMIT, '-w', '%{stderr}%{size_upload}', '-o', '/dev/null');
echo "\n", implode(' ', array_map(fn ($a) => $a->status, $answers)), "\n";
?>
--EXPECT--
0
413
