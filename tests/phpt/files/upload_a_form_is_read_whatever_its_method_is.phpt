--TEST--
upload: a form is read whatever its method is
--FILE--
<?php
require __DIR__ . '/../inc/form.inc';

$dir = new Uploads();
$s = answering(function ($server, $fd) {
    $r = $server->getRequest();
    $server->send($fd, "{$r['method']} " . json_encode([$r['fields'], array_map(function ($file) { return $file['size']; }, $r['files'])]));
}, [APPNET_HTTP_UPLOAD_DIR => $dir->path]);
[$headers, $body] = form(['a' => '1'], [['f', 'one.txt', 'text/plain', 'x']]);
foreach (['POST', 'PUT', 'PATCH', 'DELETE'] as $method) {
    echo $s->http($method, '/', $headers, $body)->body, "\n";
    echo $s->http($method, '/', ['Content-Type' => 'application/x-www-form-urlencoded'], 'b[]=2')->body, "\n";
}
?>
--EXPECT--
POST [{"a":"1"},{"f":1}]
POST [{"b":["2"]},[]]
PUT [{"a":"1"},{"f":1}]
PUT [{"b":["2"]},[]]
PATCH [{"a":"1"},{"f":1}]
PATCH [{"b":["2"]},[]]
DELETE [{"a":"1"},{"f":1}]
DELETE [{"b":["2"]},[]]
