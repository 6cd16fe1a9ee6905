--TEST--
static: a replaced file is noticed, and one that goes away
--FILE--
<?php
require __DIR__ . '/../inc/docs.inc';

$docs = new Docs(['a.txt' => 'old']);
$s = documents($docs);
$c = $s->web();
echo $c->ask('GET', '/a.txt'), "\n";
$docs->put('new', 'brand new');
$docs->rename('new', 'a.txt');
echo await(function () use ($c) {
    $answer = $c->ask('GET', '/a.txt');
    return $answer->body === 'brand new' ? $answer : null;
}, 'new file'), "\n";
unlink("$docs->path/a.txt");
echo await(function () use ($c) {
    $answer = $c->ask('GET', '/a.txt');
    return $answer->status === 404 ? $answer : null;
}, '404')->status, "\n";
$docs->put('a.txt', 'again');
echo await(function () use ($c) {
    $answer = $c->ask('GET', '/a.txt');
    return $answer->status === 200 ? $answer : null;
}, 'file again'), "\n";
?>
--EXPECT--
200 old
200 brand new
404
200 again
