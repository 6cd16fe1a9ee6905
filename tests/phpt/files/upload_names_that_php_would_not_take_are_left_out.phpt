--TEST--
upload: names that php would not take are left out
--INI--
max_input_nesting_level=2
--FILE--
<?php
require __DIR__ . '/../inc/form.inc';

$dir = new Uploads();
$s = answering(function ($server, $fd) {
    set_error_handler(function ($level, $text) { throw new Exception($text); });
    $r = $server->getRequest();
    $names = array_map(function ($file) { return $file['name']; }, $r['files']);
    $server->send($fd, json_encode([$r['fields'], $names]));
}, [APPNET_HTTP_UPLOAD_DIR => $dir->path]);
$files = [];
foreach (['', '[', '[]', '[a]', 'a[', 'b]', 'c[x]y', 'd[[x]]', 'e[x][y]', 'f[x', 'g[]]', 'h', 'h.i', 'j[x]', 'j[]'] as $name) {
    $files[] = [$name, "file $name", 'text/plain', 'x'];
}
[$headers, $body] = form(['a[b][c]' => '1', 'a[b][c][d]' => '2', 'k.l' => '3', '' => '4'], $files);
echo $s->http('POST', '/', $headers, $body)->body, "\n";
?>
--EXPECT--
[{"a":{"b":{"c":"1"}},"k_l":"3"},{"h":"file h","h_i":"file h.i","j":{"x":"file j[x]","0":"file j[]"}}]
