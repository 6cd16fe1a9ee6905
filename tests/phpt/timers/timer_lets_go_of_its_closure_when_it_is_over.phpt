--TEST--
timer: lets go of its closure when it is over
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

class Witness
{
    public $name;

    public function __construct(string $name)
    {
        $this->name = $name;
    }

    public function __destruct()
    {
        say("$this->name is freed");
    }
}

function timers(appnetServer $server): void
{
    $closure = new Witness('closure');
    $params = new Witness('params');
    $id = $server->timerAdd(1000, function () use ($closure) {}, $params);
    unset($closure, $params);
    say('removing');
    $server->timerRemove($id);
    say('removed');
    $once = new Witness('once');
    $server->timerAfter(0, function () use ($once) { say('firing'); });
    unset($once);
    $server->timerAfter(10, function () { say('end'); });
}

$s = serve(function () {}, ['start' => 'timers', 'after' => function ($server, bool $returned) { say($returned ? 'stopped' : 'killed'); }]);
for ($i = 0; $i < 7; $i++) {
    echo $s->heard(), "\n";
}
$s->stop();
echo $s->heard(), "\n";
?>
--EXPECT--
removing
closure is freed
params is freed
removed
firing
once is freed
end
stopped
