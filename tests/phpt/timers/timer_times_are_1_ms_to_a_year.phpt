--TEST--
timer: times are 1 ms to a year
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function () {}, ['start' => function (appnetServer $server) {
    $year = 366 * 24 * 3600 * 1000;
    foreach ([-1, 0, 1, $year, $year + 1] as $ms) {
        foreach (['timerAdd', 'timerAfter'] as $method) {
            say("$method: " . thrown(function () use ($server, $method, $ms) { $server->$method($ms, function () {}); }));
        }
    }
}]);
for ($i = 0; $i < 10; $i++) {
    echo $s->heard(), "\n";
}
?>
--EXPECT--
timerAdd: InvalidArgumentException: the time of a timer is 1 to 31622400000 milliseconds (a year), -1 given
timerAfter: InvalidArgumentException: the time of a timer is 0 to 31622400000 milliseconds (a year), -1 given
timerAdd: InvalidArgumentException: the time of a timer is 1 to 31622400000 milliseconds (a year), 0 given
timerAfter: nothing is thrown
timerAdd: nothing is thrown
timerAfter: nothing is thrown
timerAdd: nothing is thrown
timerAfter: nothing is thrown
timerAdd: InvalidArgumentException: the time of a timer is 1 to 31622400000 milliseconds (a year), 31622400001 given
timerAfter: InvalidArgumentException: the time of a timer is 0 to 31622400000 milliseconds (a year), 31622400001 given
