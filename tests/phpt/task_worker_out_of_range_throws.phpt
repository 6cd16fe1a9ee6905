--TEST--
task: worker out of range throws
--FILE--
<?php
require __DIR__ . '/inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->setOption(APPNET_OPT_TASK_WORKER_NUM, 2);
}, ['start' => function (appnetServer $server) {
    foreach ($server->getInfo()['role'] === 'worker' ? [2, -2, PHP_INT_MAX, PHP_INT_MIN] : [] as $to) {
        say(thrown(function () use ($server, $to) { $server->addAsynTask('x', $to); }));
    }
}]);
for ($i = 0; $i < 4; $i++) {
    echo $s->heard(), "\n";
}
?>
--EXPECT--
InvalidArgumentException: a task worker is -1 (the one with the least to do) or 0 to 1
InvalidArgumentException: a task worker is -1 (the one with the least to do) or 0 to 1
InvalidArgumentException: a task worker is -1 (the one with the least to do) or 0 to 1
InvalidArgumentException: a task worker is -1 (the one with the least to do) or 0 to 1
