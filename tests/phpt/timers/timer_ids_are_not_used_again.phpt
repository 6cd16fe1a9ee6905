--TEST--
timer: ids are not used again
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function () {}, ['start' => function (appnetServer $server) {
    $ids = [];
    for ($i = 0; $i < 100; $i++) {
        $ids[] = $id = $server->timerAdd(1000, 'strlen');
        $server->timerRemove($id);
    }
    say(count(array_unique($ids)) . ' ' . json_encode(min($ids) > 0));
}]);
echo $s->heard(), "\n";
?>
--EXPECT--
100 true
