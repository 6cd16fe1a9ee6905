--TEST--
static: a file with the time and size of another has a tag of its own, by sendFile, too
--FILE--
<?php
require __DIR__ . '/../inc/docs.inc';

$docs = new Docs(['a.txt' => '']);
$put = function (string $name, string $text) use ($docs) {
    file_put_contents("$docs->path/new", $text);
    touch("$docs->path/new", 499162500); // as packages of npm have it
    rename("$docs->path/new", "$docs->path/$name");
};
$s = answering(function ($server, $fd) use ($docs) {
    $server->sendFile($fd, "$docs->path/" . $server->getRequest()['query']['name']);
}, [APPNET_HTTP_DOCS_ROOT => $docs->path]);
$c = $s->web();
foreach (['/a.txt', '/b.bin', '/php?name=a.txt', '/php?name=b.bin'] as $uri) {
    $name = substr($uri, -5);
    $size = strpos($uri, 'a.txt') ? 10 : 100000;
    $put($name, str_repeat('1', $size));
    await(function () use ($c, $uri, $size) { return $c->ask('GET', $uri)->body === str_repeat('1', $size); }, 'first file');
    $first = $c->ask('GET', $uri)->headers;
    $again = $c->ask('GET', $uri, ['If-None-Match' => $first['etag']]);
    $put($name, str_repeat('2', $size));
    $changed = await(function () use ($c, $uri, $first) {
        $answer = $c->ask('GET', $uri, ['If-None-Match' => $first['etag'], 'Range' => 'bytes=1-', 'If-Range' => $first['etag']]);
        return $answer->status === 304 ? null : $answer;
    }, 'changed file');
    $second = $changed->headers;
    echo "$uri: $again->status $changed->status ", json_encode([$changed->body === str_repeat('2', $size), $first['last-modified'] === $second['last-modified'],
        $first['etag'] === $second['etag']]), "\n";
}
?>
--EXPECT--
/a.txt: 304 200 [true,true,false]
/b.bin: 304 200 [true,true,false]
/php?name=a.txt: 304 200 [true,true,false]
/php?name=b.bin: 304 200 [true,true,false]
