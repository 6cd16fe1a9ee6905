--TEST--
http: a redirect needs a request
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $redirect = function ($server) { say(thrown(function () use ($server) { $server->httpRedirect('/'); })); };
    $server->on(APPNET_EVENT_CONNECT, $redirect);
    $server->on(APPNET_EVENT_RECV, $redirect);
    $server->on(APPNET_EVENT_CLOSE, $redirect);
});
$c = $s->tcp();
$c->write('x');
echo $s->heard(), "\n", $s->heard(), "\n";
$c->close();
echo $s->heard(), "\n";
?>
--EXPECT--
appnetException: httpRedirect() answers an HTTP request: call it in APPNET_EVENT_RECV of one
appnetException: httpRedirect() answers an HTTP request: call it in APPNET_EVENT_RECV of one
appnetException: httpRedirect() answers an HTTP request: call it in APPNET_EVENT_RECV of one
