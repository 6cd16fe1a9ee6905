--TEST--
ws: a text is echoed
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = echoing();
$ws = $s->ws();
foreach (['hello', '', "gr\xc3\xbc\xc3\x9fe \xf0\x9f\x98\x80", "line\nline\0nul"] as $text) {
    $ws->text($text);
    echo json_encode($ws->hear()), "\n";
}
?>
--EXPECT--
[129,"hello"]
[129,""]
[129,"gr\u00fc\u00dfe \ud83d\ude00"]
[129,"line\nline\u0000nul"]
