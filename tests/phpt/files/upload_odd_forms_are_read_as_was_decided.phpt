--TEST--
upload: odd forms are read as was decided
--FILE--
<?php
require __DIR__ . '/../inc/form.inc';
require __DIR__ . '/../inc/odd_forms.inc';

$dir = new Uploads();
$s = answering(function ($server, $fd) {
    $r = $server->getRequest();
    $server->send($fd, odd_answer($r['fields'], $r['files']));
}, [APPNET_HTTP_UPLOAD_DIR => $dir->path]);
$rows = odd_forms();
foreach ($rows as [$kind, $text, $decided]) {
    [$type, $body] = odd_form($kind, odd_unescape($text));
    $answer = $s->http('POST', '/', ['Content-Type' => $type, 'Content-Length' => (string) strlen($body)], $body);
    $is = $answer->status === 200 ? $answer->body : (string) $answer->status;
    if ($is !== $decided) {
        echo "$kind $text: $is, not $decided\n";
    }
}
echo count($rows), " forms\n";
var_dump($dir->has(0));
?>
--EXPECT--
519 forms
bool(true)
