--TEST--
upload: files reach php in the shape of its own, fields beside them
--FILE--
<?php
require __DIR__ . '/../inc/form.inc';

$dir = new Uploads();
$s = answering(function ($server, $fd, $data) {
    $r = $server->getRequest();
    array_walk_recursive($r['files'], function (&$value) {
        if (is_string($value) && is_file($value)) {
            $value = preg_match('~/appnet-[0-9a-f]{16}-[0-9a-f]{32}$~', $value) . sprintf(' %o ', fileperms($value) & 0777) . file_get_contents($value) . (is_uploaded_file($value) ? ' uploaded' : '');
        }
    });
    foreach ($r['files'] as &$file) {
        unset($file['full_path']); // has a test of its own
    }
    $server->send($fd, json_encode([$data, $r['body'], $r['fields'], $r['files']], JSON_UNESCAPED_SLASHES));
}, [APPNET_HTTP_UPLOAD_DIR => $dir->path]);
[$headers, $body] = form(['a' => '1', 'b[x][]' => 'two', 'empty' => ''], [
    ['one', 'C:\\dir\\evil.php', 'text/plain', 'bytes of one'], ['photos[]', 'p1.png', 'image/png', 'P1'], ['photos[]', '../../p2.png', 'image/png', 'P2'],
    ['doc[cv]', 'cv.pdf', 'application/pdf', 'CV'], ['none', '', 'application/octet-stream', '']]);
$answer = $s->http('POST', '/', $headers, $body);
foreach (json_decode($answer->body, true) as $part) {
    echo json_encode($part, JSON_UNESCAPED_SLASHES), "\n";
}
var_dump($dir->has(0)); // nobody has moved them
?>
--EXPECT--
""
""
{"a":"1","b":{"x":["two"]},"empty":""}
{"one":{"name":"evil.php","type":"text/plain","tmp_name":"1 600 bytes of one uploaded","error":0,"size":12},"photos":{"name":["p1.png","p2.png"],"type":["image/png","image/png"],"tmp_name":["1 600 P1 uploaded","1 600 P2 uploaded"],"error":[0,0],"size":[2,2]},"doc":{"name":{"cv":"cv.pdf"},"type":{"cv":"application/pdf"},"tmp_name":{"cv":"1 600 CV uploaded"},"error":{"cv":0},"size":{"cv":2}},"none":{"name":"","type":"","tmp_name":"","error":4,"size":0}}
bool(true)
