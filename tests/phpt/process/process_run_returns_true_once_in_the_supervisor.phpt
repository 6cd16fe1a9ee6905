--TEST--
process: run returns true once in the supervisor
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function () {}, ['set' => [APPNET_OPT_WORKER_NUM => 3], 'after' => function ($server, $returned) {
    say(json_encode($returned) . ' ' . getmypid() . ' ' . $server->getInfo()['role']);
}]);
$s->stop();
echo str_replace("$s->pid", 'in the supervisor,', $s->heard()), "\n", strtok(thrown([$s, 'heard']), ';'), "\n";
?>
--EXPECT--
true in the supervisor, none
RuntimeException: the server has ended
