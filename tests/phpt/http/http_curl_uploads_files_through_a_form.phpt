--TEST--
http: curl uploads files through a form
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';
require __DIR__ . '/../inc/curl.inc';

$uploads = folder();
$s = answering(function (appnetServer $server, int $fd): void {
    $request = $server->getRequest();
    $seen = ['fields' => $request['fields'], 'body' => $request['body'], 'files' => []];
    foreach ($request['files'] as $field => $file) {
        $sum = $file['error'] === UPLOAD_ERR_OK ? md5_file($file['tmp_name']) : '';
        $seen['files'][$field] = [$file['name'], $file['type'], $file['error'], $file['size'], $sum];
    }
    $server->send($fd, json_encode($seen, JSON_UNESCAPED_SLASHES));
}, [APPNET_HTTP_UPLOAD_DIR => $uploads]);
$mine = folder(['a.txt' => 'hello', 'large.bin' => $bytes = random_bytes(5 << 20), 'empty' => '']);
$got = curl($s, '/form', '-F', 'note=two words', '-F', 'list[]=a', '-F', 'list[]=b', '-F', "text=@$mine/a.txt;type=text/markdown",
    '-F', "large=@$mine/large.bin;filename=../../large \"name\".bin", '-F', "empty=@$mine/empty");
$seen = json_decode($got->body, true);
echo $got->status, ' ', json_encode($seen['fields']), ' ', var_export($seen['body'], true), "\n";
foreach ($seen['files'] as $field => $file) {
    $sum = array_pop($file);
    echo "$field: ", implode(', ', $file), ', ', $sum === md5_file($mine . ['text' => '/a.txt', 'large' => '/large.bin', 'empty' => '/empty'][$field]) ? 'the same' : 'another', "\n";
}
echo count(await(fn () => count($left = glob("$uploads/*")) === 0 ? [$left] : null, 'end of the files')[0]), " files are left\n";
?>
--EXPECT--
200 {"note":"two words","list":["a","b"]} ''
text: a.txt, text/markdown, 0, 5, the same
large: large "name".bin, application/octet-stream, 0, 5242880, the same
empty: empty, application/octet-stream, 0, 0, the same
0 files are left
