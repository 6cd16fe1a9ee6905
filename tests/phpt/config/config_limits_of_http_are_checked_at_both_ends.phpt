--TEST--
config: limits of http are checked at both ends
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$server = new appnetServer('127.0.0.1', 0);
$ranges = ['MAX_URI' => [1, 1 << 20], 'MAX_HEADER' => [1, 511 << 10], 'MAX_HEADERS' => [1, 10000], 'MAX_BODY' => [1, 1 << 30], 'BODY_RATE' => [0, 1 << 30],
    'MAX_REQUESTS' => [0, 1000000000], 'MAX_PIPELINE' => [0, 1000000000], 'GZIP_MIN' => [1, 1 << 30], 'MAX_FORM' => [1, 1 << 40], 'MAX_FILE' => [1, 1 << 40],
    'MAX_FILES' => [0, 10000], 'MAX_FIELDS' => [0, 100000], 'FILE_CACHE' => [1, 100000]];
foreach ($ranges as $name => [$min, $max]) {
    foreach ([$min - 1, $max + 1, PHP_INT_MIN, PHP_INT_MAX] as $value) {
        $thrown = thrown(function () use ($server, $name, $value) { $server->setOption(constant("APPNET_HTTP_$name"), $value); });
        $expected = "InvalidArgumentException: APPNET_HTTP_$name must be an integer from $min to $max, $value given";
        echo $thrown === $expected ? '' : "$value: $thrown\n";
    }
    foreach ([$min, $max] as $value) {
        var_dump($server->setOption(constant("APPNET_HTTP_$name"), $value));
    }
}
?>
--EXPECT--
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
