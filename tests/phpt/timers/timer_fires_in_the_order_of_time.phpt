--TEST--
timer: fires in the order of time
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function () {}, ['start' => function (appnetServer $server) {
    foreach ([30, 10, 20, 0, 15] as $ms) {
        $server->timerAfter($ms, function ($server, $id, $params) { say("$params"); }, $ms);
    }
}]);
for ($i = 0; $i < 5; $i++) {
    echo $s->heard(), "\n";
}
?>
--EXPECT--
0
10
15
20
30
