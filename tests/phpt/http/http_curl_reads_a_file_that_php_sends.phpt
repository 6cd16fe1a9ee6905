--TEST--
http: curl reads a file that PHP answers with
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';
require __DIR__ . '/../inc/curl.inc';

$folder = folder(['a.bin' => $bytes = random_bytes(3 << 20)]);
$s = answering(function (appnetServer $server, int $fd) use ($folder): void {
    $server->setHeader('Content-Disposition', 'attachment; filename="b.bin"');
    $server->sendFile($fd, "$folder/a.bin", 1000, 2000000);
});
$mine = folder();
$got = curl($s, '/', '-J', '-O', '--output-dir', $mine);
echo "$got->status {$got->headers['content-length']}\n";
var_dump(file_get_contents("$mine/b.bin") === substr($bytes, 1000, 2000000));
?>
--EXPECT--
200 2000000
bool(true)
