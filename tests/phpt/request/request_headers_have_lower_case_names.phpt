--TEST--
request: headers have lower case names
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd) { $server->send($fd, json_encode($server->getRequest()['headers'])); });
$c = $s->web();
$c->write("GET / HTTP/1.1\r\nHOST: test\r\nX-Two: a\r\nx-tWO:  b \r\nCookie: c=d\r\nCOOKIE: e=f\r\nUri: mine\r\n7: seven\r\n\r\n");
echo $c->answer()->body, "\n";
?>
--EXPECT--
{"host":"test","x-two":"a, b","cookie":"c=d; e=f","uri":"mine","7":"seven"}
