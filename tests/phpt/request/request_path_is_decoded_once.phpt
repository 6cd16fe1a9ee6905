--TEST--
request: path is decoded once
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd) { $server->send($fd, $server->getRequest()['path']); });
$c = $s->web();
foreach (['/', '/a%2Fb', '/%252e', '/+', '/%C3%a4', '/a?b?c', '/a/../b', '//a', '/%0a%7f', 'http://test/x%20y?z', 'http://test', '/a?http://b/c'] as $uri) {
    echo $uri, ' ', json_encode($c->ask('GET', $uri)->body, JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE), "\n";
}
?>
--EXPECT--
/ "/"
/a%2Fb "/a/b"
/%252e "/%2e"
/+ "/+"
/%C3%a4 "/ä"
/a?b?c "/a"
/a/../b "/a/../b"
//a "//a"
/%0a%7f "/\n"
http://test/x%20y?z "/x y"
http://test "/"
/a?http://b/c "/a"
