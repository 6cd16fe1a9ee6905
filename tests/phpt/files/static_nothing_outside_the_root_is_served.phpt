--TEST--
static: nothing outside the root is served, and nothing hidden or special in it
--FILE--
<?php
require __DIR__ . '/../inc/docs.inc';

$outside = new Docs(['secret.txt' => 'SECRET', 'index.html' => 'SECRET']);
$docs = new Docs(['www/a.txt' => 'a', 'www/.env' => 'SECRET', 'www/.git/config.txt' => 'SECRET', 'www/sub/b.txt' => 'b', 'secret.txt' => 'SECRET',
    'www/%2e%2e/x.txt' => 'literal']);
symlink("$outside->path/secret.txt", "$docs->path/www/out.txt");
symlink($outside->path, "$docs->path/www/outside");
symlink('../secret.txt', "$docs->path/www/up.txt");
symlink('sub/b.txt', "$docs->path/www/in.txt");
symlink('/proc/self/environ', "$docs->path/www/env.txt");
exec('mkfifo ' . escapeshellarg("$docs->path/www/fifo.txt"));
$s = answering(function ($server, $fd) { $server->send($fd, 'php'); }, [APPNET_HTTP_DOCS_ROOT => "$docs->path/www"]);
foreach (['/out.txt', '/outside/secret.txt', '/outside/', '/up.txt', '/env.txt', '/fifo.txt', '/.env', '/.git/config.txt', '/sub/.env', '/../secret.txt', '/sub/../../secret.txt',
    '/%2e%2e/secret.txt', '/..%2fsecret.txt', '/%2e%2e%2fsecret.txt', '/sub%2f..%2f..%2fsecret.txt', '/..%5csecret.txt', '/..\\secret.txt', '/a.txt%00', '/a.txt%00.png',
    '/%252e%252e/x.txt', '/in.txt', '/a.txt/', '/a.txt/b.txt', "$docs->path/secret.txt", '/sub', '/sub/'] as $uri) {
    $answer = $s->http('GET', $uri);
    echo str_replace($docs->path, 'DIR', $uri), ': ', $answer->status, ' ', in_array($answer->body, ['a', 'b', 'literal', 'php'], true) ? $answer->body : (strpos($answer->body, 'SECRET') === false ? '' : 'LEAK'), "\n";
}
?>
--EXPECT--
/out.txt: 404 
/outside/secret.txt: 404 
/outside/: 200 php
/up.txt: 404 
/env.txt: 404 
/fifo.txt: 404 
/.env: 200 php
/.git/config.txt: 200 php
/sub/.env: 200 php
/../secret.txt: 400 
/sub/../../secret.txt: 400 
/%2e%2e/secret.txt: 400 
/..%2fsecret.txt: 400 
/%2e%2e%2fsecret.txt: 400 
/sub%2f..%2f..%2fsecret.txt: 400 
/..%5csecret.txt: 200 php
/..\secret.txt: 200 php
/a.txt%00: 400 
/a.txt%00.png: 400 
/%252e%252e/x.txt: 200 literal
/in.txt: 200 b
/a.txt/: 200 php
/a.txt/b.txt: 404 
DIR/secret.txt: 404 
/sub: 200 php
/sub/: 200 php
