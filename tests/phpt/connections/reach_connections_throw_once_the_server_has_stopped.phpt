--TEST--
reach: connections throw once the server has stopped
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->on(APPNET_EVENT_START, function ($server) {
        say('READY ' . $server->getInfo()['port']);
        $all = $server->connections();
        register_shutdown_function(function () use ($all) {
            foreach (['current', 'key', 'next', 'rewind', 'valid'] as $method) {
                say(thrown([$all, $method]));
            }
            say(thrown(function () use ($all) { iterator_to_array($all); }));
        });
    });
}, ['set' => [APPNET_OPT_WORKER_NUM => 1]]);
$s->signal(SIGTERM);
for ($i = 0; $i < 6; $i++) {
    echo $s->heard(), "\n";
}
?>
--EXPECT--
appnetException: connections() works inside the server's callbacks only: the server has stopped
appnetException: connections() works inside the server's callbacks only: the server has stopped
appnetException: connections() works inside the server's callbacks only: the server has stopped
appnetException: connections() works inside the server's callbacks only: the server has stopped
appnetException: connections() works inside the server's callbacks only: the server has stopped
appnetException: connections() works inside the server's callbacks only: the server has stopped
