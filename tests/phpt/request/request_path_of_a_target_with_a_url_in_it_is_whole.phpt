--TEST--
request: only an absolute target loses its scheme and host: a URL within a path stays
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd) { $server->send($fd, $server->getRequest()['path']); });
echo $s->http('GET', '/go/http://other/page')->body, "\n";
echo $s->http('GET', 'http://test/page')->body, "\n";
echo $s->http('GET', '/page?to=http://other/x')->body, "\n";
?>
--EXPECT--
/go/http://other/page
/page
/page
