--TEST--
timer: that never was cannot be removed
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function () {}, ['start' => function (appnetServer $server) {
    say(json_encode(array_map([$server, 'timerRemove'], [0, -1, 1, 12345, PHP_INT_MAX])));
}]);
echo $s->heard(), "\n";
?>
--EXPECT--
[false,false,false,false,false]
