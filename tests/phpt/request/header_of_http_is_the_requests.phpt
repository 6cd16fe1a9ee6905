--TEST--
header: of http is the requests
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd) { $server->send($fd, json_encode($server->getHeader(), JSON_UNESCAPED_SLASHES)); });
echo $s->web()->ask('PUT', '/a/b?c=d%20e&f', ['Host' => 'example.org', 'X-Number' => '5', 'ACCEPT' => 'a, b'], 'body')->body, "\n";
?>
--EXPECT--
{"Protocol":"HTTP","Method":"PUT","Uri":"/a/b?c=d%20e&f","Version":"HTTP/1.1","Host":"example.org","X-Number":"5","ACCEPT":"a, b","Content-Length":"4"}
