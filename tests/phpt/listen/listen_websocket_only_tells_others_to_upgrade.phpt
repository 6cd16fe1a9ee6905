--TEST--
listen: websocket only tells others to upgrade
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = echoing([APPNET_OPT_PROTO_TYPE => APPNET_PROTO_WEBSOCKET_ONLY]);
$answer = $s->http('GET', '/');
echo $answer->status, ' ', $answer->headers['upgrade'], "\n";
$ws = $s->ws();
$ws->text('hello');
echo $ws->next(), "\n";
?>
--EXPECT--
426 websocket
text: hello
