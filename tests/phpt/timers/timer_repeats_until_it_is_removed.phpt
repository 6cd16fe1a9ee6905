--TEST--
timer: repeats until it is removed
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function () {}, ['start' => function (appnetServer $server) {
    $server->timerAdd(1, function ($server, $id) {
        static $n = 0;
        say((string) ++$n);
        if ($n === 3) {
            say(json_encode($server->timerRemove($id)));
            $server->timerAfter(5, function () { say('nothing more'); });
        }
    });
}]);
for ($i = 0; $i < 5; $i++) {
    echo $s->heard(), "\n";
}
?>
--EXPECT--
1
2
3
true
nothing more
