--TEST--
static: a folder serves its index and gets its slash
--FILE--
<?php
require __DIR__ . '/../inc/docs.inc';

$docs = new Docs(['index.html' => 'root', 'sub/index.html' => 'sub', 'ümläut/index.html' => 'u', 'none/a.txt' => 'a']);
$s = documents($docs);
$c = $s->web();
foreach (['/', '/sub/', '/sub', '/sub?q=1', '//sub', '/%C3%BCml%C3%A4ut', '/none', '/none/'] as $uri) {
    $answer = $c->ask('GET', $uri);
    echo "$uri: ", $answer->status === 200 ? $answer : "$answer->status " . $answer->headers['location'], "\n";
}
?>
--EXPECT--
/: 200 root
/sub/: 200 sub
/sub: 301 /sub/
/sub?q=1: 301 /sub/?q=1
//sub: 301 /sub/
/%C3%BCml%C3%A4ut: 301 /%C3%BCml%C3%A4ut/
/none: 200 php:/none
/none/: 200 php:/none/
