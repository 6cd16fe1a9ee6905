--TEST--
static: a name that no file can have goes to php
--FILE--
<?php
require __DIR__ . '/../inc/docs.inc';

$docs = new Docs(['a.txt' => 'file']);
$s = answering(function ($server, $fd) {
    $path = $server->getRequest()['path'];
    $server->send($fd, strlen($path) > 100 ? strlen($path) . ' bytes' : json_encode($path, JSON_UNESCAPED_SLASHES));
}, [APPNET_HTTP_DOCS_ROOT => $docs->path]);
$c = $s->web();
$long = '/search/' . str_repeat('x', 255) . '/' . str_repeat('abcdefg/', 600);
foreach (['/search/a%5Cb', '/App%5CModels%5CUser', '/a%0Ab', '/a%09%1f', '/a%5cb.txt', $long, "/$long.txt"] as $uri) {
    $answer = $c->ask('GET', $uri);
    echo $answer->status, ' ', $answer->body, "\n";
}
echo $c->ask('GET', '/a.txt'), "\n";
?>
--EXPECT--
200 "/search/a\\b"
200 "/App\\Models\\User"
200 "/a\nb"
200 "/a\t\u001f"
200 "/a\\b.txt"
200 5064 bytes
200 5069 bytes
200 file
