--TEST--
static: the source of a script is never sent, by whatever name it is asked for; such a path is php's
--FILE--
<?php
require __DIR__ . '/../inc/docs.inc';

$files = ['index.php', 'INDEX.PHP', 'a.phtml', 'a.Phar', 'lib/db.inc', 'a.php.bak', 'a.php~', 'a.php.gz', 'a.php.', 'a.php5', 'page.phps', 'lib/index.php'];
$docs = new Docs(array_fill_keys($files, 'SOURCE') + ['a.php.d/b.txt' => 'text', 'a.html' => 'page']);
$s = documents($docs, [APPNET_HTTP_404_PAGE => 'index.php']);
$c = $s->web();
$paths = array_merge(array_map(function ($name) { return "/$name"; }, $files), ['/index.ph%70', '/index%2Ephp', '/%69ndex.php', '/index.php?a=1', '/index.php/', '/index.php/a', '/./index.php',
    '/lib/../index.php', '//index.php', '/index.php%20', '/missing.php', '/lib/', '/']);
foreach ($paths as $path) {
    foreach (['GET', 'HEAD'] as $method) {
        $answer = $c->ask($method, $path, ['Accept-Encoding' => 'gzip', 'Range' => 'bytes=0-3']);
        $is_php = $answer->status === 200 && ($method === 'HEAD' || $answer->body === "php:$path");
        if (!$is_php) {
            echo "$method $path: $answer\n";
        }
    }
}
echo strlen($c->ask('GET', '/missing.txt')->body) > 20 ? 'the page that is built in' : 'SOURCE', "\n";
echo $c->ask('GET', '/a.php.d/b.txt'), ' ', $c->ask('GET', '/a.html'), "\n";
?>
--EXPECT--
the page that is built in
200 text 200 page
