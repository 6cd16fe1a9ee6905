--TEST--
process: a killed supervisor takes all with it
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {}, ['set' => [APPNET_OPT_WORKER_NUM => 2, APPNET_OPT_TASK_WORKER_NUM => 1],
    'start' => function () { say('start'); }]);
$s->heardSorted(3);
$children = $s->children();
echo count($children), "\n";
$s->signal(SIGKILL);
echo $s->join(), "\n";
await(function () use ($children) { return !array_filter($children, 'alive'); }, 'end of the orphans');
var_dump((bool) stream_socket_server("tcp://127.0.0.1:$s->port"));
?>
--EXPECT--
4
-9
bool(true)
