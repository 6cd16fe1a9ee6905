--TEST--
http: OPTIONS of the whole server (*) reach php, no other method does
--FILE--
<?php
require __DIR__ . '/../inc/docs.inc';

$docs = new Docs(['a.txt' => 'file']);
$s = answering(function ($server, $fd) {
    ['method' => $method, 'uri' => $uri, 'path' => $path] = $server->getRequest();
    $server->setHeader('Allow', 'GET, POST');
    $server->send($fd, "$method $uri $path");
}, [APPNET_HTTP_DOCS_ROOT => $docs->path]);
foreach (['OPTIONS *', 'OPTIONS *a', 'GET *', 'POST *'] as $line) {
    [$method, $uri] = explode(' ', $line);
    $answer = $s->http($method, $uri);
    echo "$line: $answer->status ", $answer->headers['allow'] ?? '', ' ', $answer->status === 200 ? $answer->body : '', "\n";
}
?>
--EXPECT--
OPTIONS *: 200 GET, POST OPTIONS * *
OPTIONS *a: 400  
GET *: 400  
POST *: 400  
