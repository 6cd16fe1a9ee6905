--TEST--
reach: connections that a listener keeps are collected with the server
--SKIPIF--
<?php PHP_VERSION_ID >= 80000 || die('skip exit keeps what the calls under way hold'); ?>
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

$s = serve(function (appnetServer $server) {
    $kept = [new Witness];
    $server->on(APPNET_EVENT_START, function ($server) use (&$kept) {
        say('READY ' . $server->getInfo()['port']);
        $kept[] = $server->connections();
        register_shutdown_function(function () {
            gc_collect_cycles();
            say('end of the script');
        });
    });
});
$s->stop();
echo $s->heard(), "\n", $s->heard(), "\n";
?>
--EXPECT--
freed
end of the script
