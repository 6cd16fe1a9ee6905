--TEST--
page: of a 404 is a file with that status, without a redirect
--FILE--
<?php
require __DIR__ . '/../inc/docs.inc';

$docs = new Docs(['errors/404.html' => '<p>nothing here', 'a.txt' => 'a']);
$s = documents($docs, [APPNET_HTTP_404_PAGE => 'errors/404.html', APPNET_HTTP_50X_PAGE => 'errors/50x.html']);
$c = $s->web();
$answer = $c->ask('GET', '/no.png');
echo $answer, ' ', $answer->headers['content-type'], ' ', $answer->headers['location'] ?? '-', "\n";
echo $c->ask('GET', '/a.txt'), "\n"; // the connection lives on
echo $c->ask('GET', '/errors/404.html'), "\n";
unlink("$docs->path/errors/404.html");
echo await(function () use ($c) {
    $answer = $c->ask('GET', '/no.png');
    return strpos($answer->body, 'nothing') === false ? $answer : null;
}, 'the page that is built in'), "\n";
?>
--EXPECT--
404 <p>nothing here text/html; charset=utf-8 -
200 a
200 <p>nothing here
404 <!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<title>404 Not Found</title>
<h1>404 Not Found</h1>
</html>
