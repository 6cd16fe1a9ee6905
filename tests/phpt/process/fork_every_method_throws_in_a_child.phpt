--TEST--
fork: every method throws in a child, also in its shutdown functions
--FILE--
<?php
require __DIR__ . '/../inc/fork.inc';

function calls(object $o): void
{
    foreach ((new ReflectionClass($o))->getMethods() as $method) {
        $n = $method->getNumberOfRequiredParameters();
        $first = $method->getName() === 'sendMany' ? [] : '1';
        $said = thrown(function () use ($method, $o, $n, $first) {
            $method->invokeArgs($o, array_slice([$first, '1', '1', '1'], 0, $n));
        });
        if (!preg_match('~^appnetException: \w+\(\) cannot be called here: this process was forked by a callback~', $said)
            && $o instanceof appnetServer) {
            say("{$method->getName()}: $said");
        } elseif (strpos($said, 'appnetException: ') !== 0) {
            say("{$method->getName()}: $said");
        }
    }
}
$s = answering(function ($server, $fd) {
    $ids = $server->connections();
    $walk = $server->connections();
    $seen = 0;
    foreach ($walk as $id) {
        if ($seen++ || pcntl_fork() !== 0) {
            pcntl_wait($status);
            $server->send($fd, 'status ' . pcntl_wexitstatus($status) . "\n");
            break;
        }
        calls($server);
        calls($ids);
        say(thrown(function () { new appnetServer('127.0.0.1', 0); }));
        register_shutdown_function(function () use ($server, $ids) {
            calls($server);
            calls($ids);
            say('end');
        });
    }
});
$c = $s->tcp();
$c->write('x');
echo $s->heard(), "\n", $s->heard(), "\n", $c->until("\n");
?>
--EXPECT--
appnetException: __construct() cannot be called here: this process was forked by a callback, the server is its parent's
end
status 255
