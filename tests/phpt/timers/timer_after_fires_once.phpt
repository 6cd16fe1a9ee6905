--TEST--
timer: after fires once
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function () {}, ['start' => function (appnetServer $server) {
    $server->timerAfter(1, function ($server, $id) {
        say('fired, ' . json_encode($server->timerRemove($id)));
        $server->timerAfter(10, function () { say('nothing more'); });
    });
}]);
echo $s->heard(), "\n", $s->heard(), "\n";
?>
--EXPECT--
fired, false
nothing more
