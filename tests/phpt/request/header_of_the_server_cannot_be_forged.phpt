--TEST--
header: of the server cannot be forged
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd) { $server->send($fd, json_encode($server->getHeader(), JSON_UNESCAPED_SLASHES)); });
echo $s->web()->ask('GET', '/true', ['Host' => 'test', 'Protocol' => 'TCP', 'Method' => 'POST', 'Uri' => '/forged', 'Version' => 'HTTP/9',
    'protocol' => 'other'])->body, "\n";
?>
--EXPECT--
{"Protocol":"HTTP","Method":"GET","Uri":"/true","Version":"HTTP/1.1","Host":"test","protocol":"other"}
