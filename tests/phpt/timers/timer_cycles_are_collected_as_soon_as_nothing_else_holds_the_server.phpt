--TEST--
timer: cycles are collected as soon as nothing else holds the server
--SKIPIF--
<?php PHP_VERSION_ID >= 80000 || die('skip exit keeps what the calls under way hold'); ?>
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

class Witness
{
    public $of;

    public function __construct(string $of)
    {
        $this->of = $of;
    }

    public function __destruct()
    {
        say("$this->of is freed");
    }
}

$s = serve(function () {}, ['start' => function (appnetServer $server) {
    $closure = new Witness('closure');
    $server->timerAdd(100000, function () use ($server, $closure) {}, [new Witness('data'), $server]);
    register_shutdown_function(function () {
        gc_collect_cycles();
        say('end of the script');
    });
}]);
$s->stop();
for ($i = 0; $i < 3; $i++) {
    echo $s->heard(), "\n";
}
?>
--EXPECT--
closure is freed
data is freed
end of the script
