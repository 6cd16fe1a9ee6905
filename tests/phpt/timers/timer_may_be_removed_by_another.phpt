--TEST--
timer: may be removed by another
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function () {}, ['start' => function (appnetServer $server) {
    $victim = $server->timerAdd(20, function () { say('not removed'); });
    $server->timerAfter(1, function ($server) use ($victim) {
        say(json_encode([$server->timerRemove($victim), $server->timerRemove($victim)]));
    });
    $server->timerAfter(40, function () { say('end'); });
}]);
echo $s->heard(), "\n", $s->heard(), "\n";
?>
--EXPECT--
[true,false]
end
