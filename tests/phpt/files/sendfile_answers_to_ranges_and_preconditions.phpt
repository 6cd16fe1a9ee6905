--TEST--
sendFile: answers to ranges and preconditions as a static file does
--FILE--
<?php
require __DIR__ . '/../inc/docs.inc';

$docs = new Docs(['a.txt' => 'hello world', 'large.bin' => str_repeat('0123456789', 5000)]);
touch("$docs->path/a.txt", 1000000000);
$s = answering(function ($server, $fd, $data) use ($docs) {
    ['path' => $path, 'query' => $set] = $server->getRequest();
    foreach ($set['h'] ?? [] as $name => $value) {
        $server->setHeader($name, $value);
    }
    if (isset($set['status'])) {
        $server->httpRespCode((int) $set['status']);
    }
    $server->setHeader('Cache-Control', 'private');
    if (isset($set['later'])) {
        return $server->timerAfter(1, function () use ($server, $fd, $docs, $path) { $server->sendFile($fd, $docs->path . $path); });
    }
    $server->sendFile($fd, $docs->path . $path, (int) ($set['from'] ?? 0));
});
$c = $s->web();
$etag = $c->ask('GET', '/a.txt')->headers['etag'];
$date = 'Sun, 09 Sep 2001 01:46:40 GMT';
$ask = function (string $line, array $headers = []) use ($c, $etag) {
    $answer = $c->ask(...explode(' ', $line), ...[$headers]);
    $h = array_diff_key($answer->headers, ['server' => 1, 'date' => 1]);
    ksort($h);
    $shown = strlen($answer->body) > 200 ? strlen($answer->body) . ' bytes' : $answer->body;
    $h = str_replace($etag, 'ETAG', $h);
    echo "$line: $answer->status ", preg_replace('~appnet[A-Za-z0-9\'_]+~', 'BOUNDARY', urldecode(http_build_query($h, '', ', ')) . ' | ' . str_replace("\r\n", '/', $shown)), "\n";
};
$ask('GET /a.txt');
$ask('GET /a.txt', ['Range' => 'bytes=6-']);
$ask('GET /a.txt?later=1', ['Range' => 'bytes=-5']);
$ask('GET /a.txt', ['Range' => 'bytes=0-0,9-10']);
$ask('GET /large.bin?h[ETag]="x"&h[Last-Modified]=x', ['Range' => 'bytes=0-1,40000-40001', 'If-Range' => '"x"']);
$ask('GET /a.txt', ['Range' => 'bytes=11-']);
$ask('GET /a.txt', ['If-None-Match' => $etag]);
$ask('GET /a.txt', ['If-Modified-Since' => $date]);
$ask('GET /a.txt', ['If-Match' => '"other"']);
$ask('GET /a.txt', ['Range' => 'bytes=6-', 'If-Range' => '"other"']);
$ask('GET /a.txt', ['Range' => 'bytes=6-', 'If-Range' => $etag]);
$ask('HEAD /a.txt', ['Range' => 'bytes=6-']);
$ask('HEAD /a.txt', ['If-None-Match' => $etag]);
echo "what the script says counts\n";
$ask('GET /a.txt?h[ETag]="mine"', ['If-None-Match' => '"mine"']);
$ask('GET /a.txt?h[ETag]="mine"', ['If-None-Match' => $etag]);
$ask('GET /a.txt?h[Accept-Ranges]=none', ['Range' => 'bytes=6-']);
$ask('GET /a.txt?h[Content-Type]=text/html', ['Range' => 'bytes=6-']);
$ask('GET /large.bin?h[Content-Encoding]=x&h[ETag]="x"&h[Last-Modified]=x', ['Range' => 'bytes=0-0,40000-40001']);
$ask('GET /a.txt?status=404', ['Range' => 'bytes=6-', 'If-None-Match' => $etag]);
$ask('GET /a.txt?from=6', ['Range' => 'bytes=0-1', 'If-None-Match' => $etag]);
$ask('POST /a.txt', ['Range' => 'bytes=6-', 'If-None-Match' => $etag]);
?>
--EXPECT--
GET /a.txt: 200 accept-ranges=bytes, cache-control=private, content-length=11, content-type=text/plain; charset=utf-8, etag=ETAG, last-modified=Sun, 09 Sep 2001 01:46:40 GMT | hello world
GET /a.txt: 206 accept-ranges=bytes, cache-control=private, content-length=5, content-range=bytes 6-10/11, content-type=text/plain; charset=utf-8, etag=ETAG, last-modified=Sun, 09 Sep 2001 01:46:40 GMT | world
GET /a.txt?later=1: 206 accept-ranges=bytes, content-length=5, content-range=bytes 6-10/11, content-type=text/plain; charset=utf-8, etag=ETAG, last-modified=Sun, 09 Sep 2001 01:46:40 GMT | world
GET /a.txt: 206 accept-ranges=bytes, cache-control=private, content-length=11, content-range=bytes 0-10/11, content-type=text/plain; charset=utf-8, etag=ETAG, last-modified=Sun, 09 Sep 2001 01:46:40 GMT | hello world
GET /large.bin?h[ETag]="x"&h[Last-Modified]=x: 206 accept-ranges=bytes, cache-control=private, content-length=232, content-type=multipart/byteranges; boundary="BOUNDARY", etag="x", last-modified=x | 232 bytes
GET /a.txt: 416 content-length=0, content-range=bytes */11, etag=ETAG, last-modified=Sun, 09 Sep 2001 01:46:40 GMT | 
GET /a.txt: 304 cache-control=private, etag=ETAG, last-modified=Sun, 09 Sep 2001 01:46:40 GMT | 
GET /a.txt: 304 cache-control=private, etag=ETAG, last-modified=Sun, 09 Sep 2001 01:46:40 GMT | 
GET /a.txt: 412 content-length=0, etag=ETAG, last-modified=Sun, 09 Sep 2001 01:46:40 GMT | 
GET /a.txt: 200 accept-ranges=bytes, cache-control=private, content-length=11, content-type=text/plain; charset=utf-8, etag=ETAG, last-modified=Sun, 09 Sep 2001 01:46:40 GMT | hello world
GET /a.txt: 206 accept-ranges=bytes, cache-control=private, content-length=5, content-range=bytes 6-10/11, content-type=text/plain; charset=utf-8, etag=ETAG, last-modified=Sun, 09 Sep 2001 01:46:40 GMT | world
HEAD /a.txt: 200 accept-ranges=bytes, cache-control=private, content-length=11, content-type=text/plain; charset=utf-8, etag=ETAG, last-modified=Sun, 09 Sep 2001 01:46:40 GMT | 
HEAD /a.txt: 304 cache-control=private, etag=ETAG, last-modified=Sun, 09 Sep 2001 01:46:40 GMT | 
what the script says counts
GET /a.txt?h[ETag]="mine": 304 cache-control=private, etag="mine", last-modified=Sun, 09 Sep 2001 01:46:40 GMT | 
GET /a.txt?h[ETag]="mine": 200 accept-ranges=bytes, cache-control=private, content-length=11, content-type=text/plain; charset=utf-8, etag="mine", last-modified=Sun, 09 Sep 2001 01:46:40 GMT | hello world
GET /a.txt?h[Accept-Ranges]=none: 200 accept-ranges=none, cache-control=private, content-length=11, content-type=text/plain; charset=utf-8, etag=ETAG, last-modified=Sun, 09 Sep 2001 01:46:40 GMT | hello world
GET /a.txt?h[Content-Type]=text/html: 206 accept-ranges=bytes, cache-control=private, content-length=5, content-range=bytes 6-10/11, content-type=text/html, etag=ETAG, last-modified=Sun, 09 Sep 2001 01:46:40 GMT | world
GET /large.bin?h[Content-Encoding]=x&h[ETag]="x"&h[Last-Modified]=x: 200 accept-ranges=bytes, cache-control=private, content-encoding=x, content-length=50000, content-type=application/octet-stream, etag="x", last-modified=x | 50000 bytes
GET /a.txt?status=404: 404 cache-control=private, content-length=11, content-type=text/plain; charset=utf-8 | hello world
GET /a.txt?from=6: 200 cache-control=private, content-length=5, content-type=text/plain; charset=utf-8 | world
POST /a.txt: 200 accept-ranges=bytes, cache-control=private, content-length=11, content-type=text/plain; charset=utf-8, etag=ETAG, last-modified=Sun, 09 Sep 2001 01:46:40 GMT | hello world
