--TEST--
config: nothing can be configured in a callback
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function () {}, ['start' => function (appnetServer $server) {
    say(thrown(function () use ($server) { $server->setOption(APPNET_OPT_WORKER_NUM, 2); }));
    say(thrown(function () use ($server) { $server->on(APPNET_EVENT_RECV, 'strlen'); }));
    say(thrown(function () use ($server) { $server->listenHttp(0); }));
    say(thrown(function () use ($server) { $server->listenWebsocket(0); }));
}]);
for ($i = 0; $i < 4; $i++) {
    echo $s->heard(), "\n";
}
?>
--EXPECT--
appnetException: setOption() must be called before run()
appnetException: on() must be called before run()
appnetException: listenHttp() must be called before run()
appnetException: listenWebsocket() must be called before run()
