--TEST--
static: what is denied is an option
--FILE--
<?php
require __DIR__ . '/../inc/docs.inc';

$docs = new Docs(['a.php' => 'source', 'a.SQL' => 'dump', 'a.bak' => 'copy', 'a.txt' => 'text']);
foreach ([[], [APPNET_HTTP_DOCS_DENY => 'sql, .bak']] as $options) {
    $s = documents($docs, $options);
    foreach (['/a.php', '/a.SQL', '/a.bak', '/a.txt'] as $path) {
        echo $s->http('GET', $path)->body, "\n";
    }
    $s->stop();
}
?>
--EXPECT--
php:/a.php
dump
copy
text
source
php:/a.SQL
php:/a.bak
text
