--TEST--
http: a status with a body needs a request
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->on(APPNET_EVENT_RECV, function ($server) {
        say(thrown(function () use ($server) { $server->httpRespCode(200, 'body'); }));
        say(thrown(function () use ($server) { $server->httpRespCode(600, 'body'); }));
        $server->timerAfter(0, function ($server) {
            say(thrown(function () use ($server) { $server->httpRespCode(200, 'body'); }));
        });
    });
});
$c = $s->tcp();
$c->write('x');
echo $s->heard(), "\n", $s->heard(), "\n", $s->heard(), "\n";
echo thrown(function () { (new appnetServer('127.0.0.1', 0))->httpRespCode(200, ''); }), "\n";
?>
--EXPECT--
appnetException: httpRespCode() with a body answers an HTTP request: call it in APPNET_EVENT_RECV of one
InvalidArgumentException: the status of an answer is a number from 200 to 599, 600 given
appnetException: httpRespCode() with a body answers an HTTP request: call it in APPNET_EVENT_RECV of one
appnetException: httpRespCode() works inside the server's callbacks only: call run() first
