--TEST--
config: run of another server throws in a callback, and in what a worker does at its end
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$another = function () { say(thrown(function () { (new appnetServer('127.0.0.1', 0))->run(); })); };
$s = serve(function (appnetServer $server) use ($another) {
    $server->on(APPNET_EVENT_RECV, function ($server, $fd, $data) use ($another) {
        $another();
        register_shutdown_function($another);
        $server->send($fd, 'on it goes');
    });
});
$c = $s->tcp();
$c->write('x');
echo $c->read(10), "\n", $s->heard(), "\n";
$c->close();
echo $s->stop(), "\n", $s->heard(), "\n";
?>
--EXPECT--
on it goes
appnetException: run() cannot be called inside a server: this process serves already
0
appnetException: run() cannot be called inside a server: this process serves already
