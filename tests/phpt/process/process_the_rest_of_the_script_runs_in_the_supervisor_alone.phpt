--TEST--
process: the rest of the script runs in the supervisor alone
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function () {
    register_shutdown_function(function () { say('shutdown'); });
}, ['set' => [APPNET_OPT_WORKER_NUM => 2], 'after' => function () { say('after'); }]);
$s->stop();
echo $s->heard(), "\n", $s->heard(), "\n", $s->heard(), "\n", $s->heard(), "\n", strtok(thrown([$s, 'heard']), ';'), "\n";
?>
--EXPECT--
shutdown
shutdown
after
shutdown
RuntimeException: the server has ended
