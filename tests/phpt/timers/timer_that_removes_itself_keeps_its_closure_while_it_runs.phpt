--TEST--
timer: that removes itself keeps its closure while it runs
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function () {}, ['start' => function (appnetServer $server) {
    $text = str_repeat('still here', 2);
    $server->timerAdd(1, function ($server, $id, $params) use ($text) {
        $server->timerRemove($id);
        say("$text $params");
    }, implode(' ', ['as', 'well']));
}]);
echo $s->heard(), "\n";
?>
--EXPECT--
still herestill here as well
