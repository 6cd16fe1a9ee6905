--TEST--
error: shutdown functions and destructors run once in a worker that leaves
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

class Witness
{
    public function __destruct()
    {
        say('destructor');
    }
}

$s = serve(function (appnetServer $server) {
    $server->on(APPNET_EVENT_RECV, function () { exit; });
    $server->on(APPNET_EVENT_FINAL, function () { say('final'); });
}, ['start' => function () {
    say('start');
    $GLOBALS['witness'] = new Witness();
    register_shutdown_function(function () { say('shutdown'); });
}]);
$c = $s->tcp();
$c->write('exit');
for ($i = 0; $i < 4; $i++) {
    echo $s->heard(), "\n";
}
$c->close();
$s->stop();
for ($i = 0; $i < 3; $i++) {
    echo $s->heard(), "\n";
}
echo strtok(thrown([$s, 'heard']), ';'), "\n";
?>
--EXPECT--
start
shutdown
destructor
start
final
shutdown
destructor
RuntimeException: the server has ended
