--TEST--
timer: that is due with its remover does not fire
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function () {}, ['start' => function (appnetServer $server) {
    $ids = [];
    for ($i = 0; $i < 10; $i++) {
        $ids[] = $server->timerAfter(1, function ($server, $id) use (&$ids) {
            foreach ($ids as $other) {
                $server->timerRemove($other);
            }
            say('one of them');
        });
    }
    $server->timerAfter(20, function () { say('end'); });
}]);
echo $s->heard(), "\n", $s->heard(), "\n";
?>
--EXPECT--
one of them
end
