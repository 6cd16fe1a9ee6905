--TEST--
timer: params may be an object
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function () {}, ['start' => function (appnetServer $server) {
    $object = new stdClass();
    $object->n = 0;
    $server->timerAdd(1, function ($server, $id, $same) use ($object) {
        if (++$same->n === 3) {
            $server->timerRemove($id);
            say($same === $object ? "the same, $object->n" : 'another');
        }
    }, $object);
}]);
echo $s->heard(), "\n";
?>
--EXPECT--
the same, 3
