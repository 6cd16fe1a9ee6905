--TEST--
config: a listener, and a timer's callback, takes its arguments by value and is no generator
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

class Chat
{
    public function byReference($server, &$fd) {}
    public function yields($server) { yield 1; }
    public static function anyNumber(&...$arguments) {}
    public function &returnsOne($server) { return $this->x; }
    public $x = 1;
}
$server = new appnetServer('127.0.0.1', 0);
$bad = [function (&$server) {}, function ($server, $fd, &$data = null) {}, function ($server) { yield; }, [new Chat, 'byReference'], [new Chat, 'yields'], 'Chat::anyNumber', 'sort'];
foreach ($bad as $callback) {
    echo preg_replace('~.*valid callback, |, \w+ given~', '', thrown(function () use ($server, $callback) { $server->on(APPNET_EVENT_RECV, $callback); })), "\n";
}
foreach (['strlen', [new Chat, 'returnsOne'], function (...$arguments) {}] as $callback) {
    echo thrown(function () use ($server, $callback) { $server->on(APPNET_EVENT_RECV, $callback); }), "\n";
}
$s = serve(function () {}, ['start' => function (appnetServer $server) {
    say(thrown(function () use ($server) { $server->timerAdd(1, function () { yield; }); }));
    say(thrown(function () use ($server) { $server->timerAfter(1, function (&$server) {}); }));
}]);
for ($i = 0; $i < 2; $i++) {
    echo preg_replace('~.*(valid callback|cannot be called)[,:] |, \w+ given| \(a flag.*~', '', $s->heard()), "\n";
}
?>
--EXPECT--
it takes its first parameter by reference
it takes its third parameter by reference
it is a generator (there is a yield in it): nothing of it would run
it takes its second parameter by reference
it is a generator (there is a yield in it): nothing of it would run
it takes its first parameter by reference
it takes its first parameter by reference
nothing is thrown
nothing is thrown
nothing is thrown
it is a generator (there is a yield in it): nothing of it would run
it takes its first parameter by reference
