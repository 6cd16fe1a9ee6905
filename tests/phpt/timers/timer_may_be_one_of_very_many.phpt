--TEST--
timer: may be one of very many
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function () {}, ['start' => function (appnetServer $server) {
    $n = 0;
    for ($i = 0; $i < 20000; $i++) {
        $server->timerAfter($i % 50, function ($server, $id, $params) use (&$n) {
            if (++$n === 20000) {
                say("$n");
            }
        });
    }
}]);
echo $s->heard(), "\n";
?>
--EXPECT--
20000
