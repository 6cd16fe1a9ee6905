--TEST--
config: run in a Fiber is as any; its callbacks are in none, and may have Fibers of their own
--SKIPIF--
<?php PHP_VERSION_ID >= 80100 || die('skip there are no Fibers'); ?>
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

class Kept
{
    public function __destruct() { say('the end of the script'); }
}
class Local
{
    public function __destruct() { say(Fiber::getCurrent() ? 'in the Fiber' : 'in none'); }
}
$s = serve(function (appnetServer $server) {
    $fiber = null;
    $server->on(APPNET_EVENT_FINAL, function () { say('final'); });
    $server->on(APPNET_EVENT_RECV, function ($server, $fd, $data) use (&$fiber) {
        $said = [];
        try {
            Fiber::suspend();
        } catch (FiberError $e) {
            $said[] = $e->getMessage();
        } finally {
            $said[] = 'finally';
        }
        $said[] = Fiber::getCurrent() === null ? 'in none' : 'in one';
        $own = new Fiber(function () { return Fiber::suspend('its own') . ' goes on'; });
        $said[] = $own->start();
        $own->resume('it');
        $said[] = $own->getReturn();
        if ($fiber) {
            $fiber->resume();
            $said[] = $fiber->isTerminated() ? 'over two events' : '?';
        }
        $fiber = new Fiber(function () { Fiber::suspend(); });
        $fiber->start(); // for the next event, or never to be resumed
        $server->send($fd, implode(', ', $said) . "\n");
    });
    $GLOBALS['kept'] = new Kept;
    (new Fiber(function () use ($server) { $local = new Local; $server->run(); }))->start();
    exit(0); // the supervisor
});
$c = $s->tcp();
$c->write('x');
echo $c->until("\n");
$c->write('x');
echo $c->until("\n");
$c->close();
echo $s->stop(), "\n", $s->heard(), "\n", $s->heard(), "\n", $s->heard(), "\n";
?>
--EXPECTF--
Cannot suspend outside of %Sfiber, finally, in none, its own, it goes on
Cannot suspend outside of %Sfiber, finally, in none, its own, it goes on, over two events
0
final
in the Fiber
the end of the script
