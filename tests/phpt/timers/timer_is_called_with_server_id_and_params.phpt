--TEST--
timer: is called with server id and params
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function () {}, ['start' => function (appnetServer $server) {
    foreach (['text', 5, 1.5, null, [1, 'a' => [2]], true] as $params) {
        $id = $server->timerAfter(0, function (...$arguments) use ($server, &$id) {
            say(json_encode([$arguments[0] === $server, is_int($arguments[1]), $arguments[2], count($arguments)]));
        }, $params);
    }
    $server->timerAfter(0, function (...$arguments) { say(json_encode(array_slice($arguments, 2))); });
}]);
for ($i = 0; $i < 7; $i++) {
    echo $s->heard(), "\n";
}
?>
--EXPECT--
[true,true,"text",3]
[true,true,5,3]
[true,true,1.5,3]
[true,true,null,3]
[true,true,{"0":1,"a":[2]},3]
[true,true,true,3]
[null]
