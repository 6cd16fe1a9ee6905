--TEST--
http: an upgrade to something else is not made
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd) { $server->send($fd, 'plain'); });
echo $s->http('GET', '/', ['Upgrade' => 'h2c', 'Connection' => 'Upgrade']), "\n";
?>
--EXPECT--
200 plain
