--TEST--
open: is given the request
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = opening(function ($server, $fd, $request) {
    say("$request[method] $request[path] {$request['query']['room']} {$request['cookies']['sid']} {$request['headers']['origin']}");
    say(var_export($request === $server->getRequest(), true) . ' ' . $server->getHeader()['Protocol']);
});
$s->ws('/chat?room=7', ['Cookie' => 'sid=abc', 'Origin' => 'http://here']);
echo $s->heard(), "\n", $s->heard(), "\n";
?>
--EXPECT--
GET /chat 7 abc http://here
true WEBSOCKET
