--TEST--
static: a client that has it gets a 304
--FILE--
<?php
require __DIR__ . '/../inc/docs.inc';

$docs = new Docs(['a.txt' => 'text']);
touch("$docs->path/a.txt", 784111777);
$s = documents($docs);
$c = $s->web();
$etag = $c->ask('GET', '/a.txt')->headers['etag'];
$date = 'Sun, 06 Nov 1994 08:49:37 GMT';
foreach ([['If-None-Match' => $etag], ['If-None-Match' => "\"x\", W/$etag"], ['If-None-Match' => '"x"'], ['If-Modified-Since' => $date],
    ['If-Modified-Since' => 'Sun, 06 Nov 1994 08:49:36 GMT'], ['If-None-Match' => '"x"', 'If-Modified-Since' => $date], ['If-Match' => '"x"'],
    ['If-Unmodified-Since' => 'Sun, 06 Nov 1994 08:49:36 GMT'], ['If-Match' => $etag]] as $headers) {
    $answer = $c->ask('GET', '/a.txt', $headers);
    echo $answer, ' ', $answer->headers['content-length'] ?? '-', ' ', $answer->headers['etag'] === $etag ? 'etag' : '', "\n";
}
?>
--EXPECT--
304  - etag
304  - etag
200 text 4 etag
304  - etag
200 text 4 etag
200 text 4 etag
412  0 etag
412  0 etag
200 text 4 etag
