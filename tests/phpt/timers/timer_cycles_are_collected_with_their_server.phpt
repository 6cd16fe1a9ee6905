--TEST--
timer: cycles are collected with their server
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

class Witness
{
    public function __destruct()
    {
        say('freed');
    }
}

$s = serve(function () {}, ['start' => function (appnetServer $server) {
    $server->timerAdd(100000, function () use ($server) {}, [new Witness(), $server]);
    say((string) gc_collect_cycles() . ' of a server in use');
}]);
echo $s->heard(), "\n";
$s->stop();
echo $s->heard(), "\n";
?>
--EXPECT--
0 of a server in use
freed
