--TEST--
listen: on a taken port may be tried again
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function () {}, ['after' => function (): void {
    $other = stream_socket_server('tcp://127.0.0.1:0');
    $server = new appnetServer('127.0.0.1', (int) substr(strrchr(stream_socket_get_name($other, false), ':'), 1));
    $server->on(APPNET_EVENT_START, function () { say('started'); });
    say(get_class(failure(function () use ($server) { $server->run(); })));
    fclose($other);
    $server->setOption(APPNET_OPT_WORKER_NUM, 1);
    $server->run();
}]);

function failure(callable $do): Throwable
{
    try {
        $do();
    } catch (Throwable $e) {
        return $e;
    }
    throw new LogicException('it works');
}

$s->signal(SIGTERM);
echo $s->heard(), "\n", $s->heard(), "\n", $s->stop(), "\n";
?>
--EXPECT--
appnetException
started
0
