--TEST--
static: a compressed sibling is sent to whom takes it
--FILE--
<?php
require __DIR__ . '/../inc/docs.inc';

$docs = new Docs(['a.js' => 'plain', 'a.js.gz' => 'gzipped', 'a.js.br' => 'brotli', 'old.css' => 'new', 'old.css.gz' => 'stale', 'a.png' => 'png', 'a.png.gz' => 'no']);
touch("$docs->path/old.css.gz", time() - 100);
$s = documents($docs);
$c = $s->web();
foreach ([['/a.js', ''], ['/a.js', 'gzip'], ['/a.js', 'gzip, deflate, br'], ['/a.js', 'br;q=0.1, gzip;q=0.2'], ['/a.js', 'br;q=0'], ['/a.js', '*'], ['/a.js', 'identity;q=0'],
    ['/old.css', 'gzip'], ['/a.png', 'gzip']] as [$uri, $accept]) {
    $answer = $c->ask('GET', $uri, $accept === '' ? [] : ['Accept-Encoding' => $accept]);
    $etags[$answer->body] = $answer->headers['etag'];
    echo "$uri $accept: $answer ", $answer->headers['content-encoding'] ?? '-', ' ', $answer->headers['vary'] ?? '-', ' ', $answer->headers['content-type'], "\n";
}
var_dump(count(array_unique([$etags['plain'], $etags['gzipped'], $etags['brotli']])));
$answer = $c->ask('GET', '/a.js', ['Accept-Encoding' => 'gzip', 'Range' => 'bytes=0-3']);
echo $answer, ' ', $answer->headers['content-range'], ' ', $answer->headers['content-encoding'], "\n";
?>
--EXPECT--
/a.js : 200 plain - Accept-Encoding text/javascript; charset=utf-8
/a.js gzip: 200 gzipped gzip Accept-Encoding text/javascript; charset=utf-8
/a.js gzip, deflate, br: 200 brotli br Accept-Encoding text/javascript; charset=utf-8
/a.js br;q=0.1, gzip;q=0.2: 200 gzipped gzip Accept-Encoding text/javascript; charset=utf-8
/a.js br;q=0: 200 plain - Accept-Encoding text/javascript; charset=utf-8
/a.js *: 200 brotli br Accept-Encoding text/javascript; charset=utf-8
/a.js identity;q=0: 200 plain - Accept-Encoding text/javascript; charset=utf-8
/old.css gzip: 200 new - - text/css; charset=utf-8
/a.png gzip: 200 png - - image/png
int(3)
206 gzip bytes 0-3/7 gzip
