--TEST--
reach: connections cannot be made, cloned or serialised
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->on(APPNET_EVENT_CONNECT, function ($server) {
        $all = $server->connections();
        $class = new ReflectionClass('appnetConnections');
        say(thrown(function () { new appnetConnections(); }));
        say(get_class_of(function () use ($class) { $class->newInstance(); }));
        say(get_class_of(function () use ($class) { $class->newInstanceWithoutConstructor(); }));
        say(get_class_of(function () use ($all) { clone $all; }));
        say(get_class_of(function () use ($all) { serialize($all); }));
        say(get_class_of(function () { if (!@unserialize('O:17:"appnetConnections":0:{}')) { throw new Exception(); } }));
        say(json_encode($class->isFinal()));
    });
});
function get_class_of(callable $do): string
{
    return thrown($do) === 'nothing is thrown' ? 'nothing' : 'thrown';
}
$c = $s->tcp();
for ($i = 0; $i < 7; $i++) {
    echo $s->heard(), "\n";
}
?>
--EXPECT--
appnetException: an appnetConnections is made by appnetServer::connections() alone
thrown
thrown
thrown
thrown
thrown
true
