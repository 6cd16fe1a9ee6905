--TEST--
timer: is not early
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function () {}, ['start' => function (appnetServer $server) {
    foreach ([1, 5, 20] as $ms) {
        $server->timerAfter($ms, function ($server, $id, $begun) use ($ms) {
            say(hrtime(true) - $begun >= ($ms - 1) * 1000000 ? 'in time' : 'early');
        }, hrtime(true));
    }
}]);
echo $s->heard(), "\n", $s->heard(), "\n", $s->heard(), "\n";
?>
--EXPECT--
in time
in time
in time
