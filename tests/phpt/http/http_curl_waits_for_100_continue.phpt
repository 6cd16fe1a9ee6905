--TEST--
http: curl puts a file once it hears 100
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';
require __DIR__ . '/../inc/curl.inc';

$s = answering(function (appnetServer $server, int $fd, string $data): void {
    $header = $server->getHeader();
    $server->send($fd, "{$header['Method']} {$header['Uri']} " . md5($data));
});
$file = folder(['up.bin' => $bytes = random_bytes(3 << 20)]) . '/up.bin';
$answers = curls($s, ['/up'], '-T', $file, '-H', 'Expect: 100-continue', '--expect100-timeout', (string) LIMIT);
foreach ($answers as $answer) {
    echo "$answer->status\n";
}
var_dump(end($answers)->body === 'PUT /up ' . md5($bytes));
$answers = curls($s, ['/up'], '-T', $file, '-H', 'Expect: 100-continue', '-H', 'Transfer-Encoding: chunked', '--expect100-timeout', (string) LIMIT);
foreach ($answers as $answer) {
    echo "$answer->status\n";
}
var_dump(end($answers)->body === 'PUT /up ' . md5($bytes));
?>
--EXPECT--
100
200
bool(true)
100
200
bool(true)
