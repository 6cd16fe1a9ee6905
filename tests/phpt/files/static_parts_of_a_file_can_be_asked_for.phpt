--TEST--
static: parts of a file can be asked for
--FILE--
<?php
require __DIR__ . '/../inc/docs.inc';

$bytes = '';
for ($i = 0; strlen($bytes) < 300000; $i++) {
    $bytes .= "$i,";
}
$docs = new Docs(['a.txt' => '0123456789', 'large.txt' => $bytes]);
$s = documents($docs);
$c = $s->web();
$etag = $c->ask('GET', '/a.txt')->headers['etag'];
foreach ([['Range' => 'bytes=2-4'], ['Range' => 'bytes=7-'], ['Range' => 'bytes=-2'], ['Range' => 'bytes=10-'], ['Range' => 'bytes=4-2'], ['Range' => 'lines=1-2'],
    ['Range' => 'bytes=1-2', 'If-Range' => $etag], ['Range' => 'bytes=1-2', 'If-Range' => '"x"']] as $headers) {
    $answer = $c->ask('GET', '/a.txt', $headers);
    echo $answer, ' ', $answer->headers['content-range'] ?? '-', "\n";
}
echo $s->web()->ask('HEAD', '/a.txt', ['Range' => 'bytes=2-4'])->headers['content-length'], "\n";
$answer = $c->ask('GET', '/large.txt', ['Range' => 'bytes=100-109,200000-250000']);
preg_match('~^multipart/byteranges; boundary="?([^"]+)"?$~', $answer->headers['content-type'], $m);
$parts = explode("--$m[1]", $answer->body);
echo $answer->status, ' ', count($parts), ' ', trim($parts[3]), "\n";
foreach ([1 => [100, 10], 2 => [200000, 50001]] as $i => [$first, $n]) {
    [$head, $body] = explode("\r\n\r\n", $parts[$i], 2);
    echo preg_match('~Content-Range: .*~', $head, $m) ? trim($m[0]) : '-', ' ', var_export(rtrim($body, "\r\n") === substr($bytes, $first, $n), true), "\n";
}
var_dump($c->ask('GET', '/large.txt')->body === $bytes);
?>
--EXPECT--
206 234 bytes 2-4/10
206 789 bytes 7-9/10
206 89 bytes 8-9/10
416  bytes */10
200 0123456789 -
200 0123456789 -
206 12 bytes 1-2/10
200 0123456789 -
10
206 4 --
Content-Range: bytes 100-109/300002 true
Content-Range: bytes 200000-250000/300002 true
bool(true)
