--TEST--
static: a docs root that a deploy switches is noticed
--FILE--
<?php
require __DIR__ . '/../inc/docs.inc';

$docs = new Docs(['v1/a.txt' => 'old', 'v2/a.txt' => 'new', 'v2/b.txt' => 'new']);
symlink('v1', "$docs->path/current");
$s = answering(function ($server, $fd) { $server->send($fd, 'php'); }, [APPNET_HTTP_DOCS_ROOT => "$docs->path/current", APPNET_OPT_REACTOR_NUM => 2]);
$c = [$s->web(), $s->web()];
foreach ($c as $one) {
    echo $one->ask('GET', '/a.txt'), ' ', $one->ask('GET', '/b.txt')->status, "\n";
}
symlink('v2', "$docs->path/next");
$docs->rename('next', 'current');
foreach ($c as $one) {
    foreach (['/a.txt', '/b.txt'] as $path) {
        echo await(function () use ($one, $path) {
            $answer = $one->ask('GET', $path);
            return $answer->body === 'new' ? $answer : null;
        }, 'the new root'), "\n";
    }
}
?>
--EXPECT--
200 old 404
200 old 404
200 new
200 new
200 new
200 new
