--TEST--
static: a file is served with its type and validators
--FILE--
<?php
require __DIR__ . '/../inc/docs.inc';

$docs = new Docs(['a.txt' => "text\n", 'a b.js' => 'x()', 'deep/er/picture.png' => "\x89PNG", 'what.unheardof' => 'bytes', 'empty.css' => '']);
touch("$docs->path/a.txt", 784111777);
$s = documents($docs);
$c = $s->web();
foreach (['/a.txt', '/a%20b.js', '/deep/er/picture.png?v=2', '/./deep/../what.unheardof', '/empty.css'] as $uri) {
    $answer = $c->ask('GET', $uri);
    echo "$answer ", $answer->headers['content-type'], ' ', $answer->headers['accept-ranges'], "\n";
}
$answer = $c->ask('GET', '/a.txt');
echo $answer->headers['last-modified'], "\n";
var_dump(preg_match('~^"[0-9a-f]+-5-[0-9a-f]+"$~', $answer->headers['etag']));
$head = $c->ask('HEAD', '/a.txt');
unset($answer->headers['date'], $head->headers['date']);
var_dump($head->status, $head->headers === $answer->headers);
?>
--EXPECTF--
200 text
 text/plain; charset=utf-8 bytes
200 x() text/javascript; charset=utf-8 bytes
200 %sPNG image/png bytes
200 bytes application/octet-stream bytes
200  text/css; charset=utf-8 bytes
Sun, 06 Nov 1994 08:49:37 GMT
int(1)
int(200)
bool(true)
