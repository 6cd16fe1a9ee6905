--TEST--
config: the older name of the task workers works
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$server = new appnetServer('127.0.0.1', 0);
var_dump($server->setOption(APPNET_OPT_ATASK_WORKER_NUM, 7));
echo $server->getInfo()['task_workers'], "\n";
?>
--EXPECT--
bool(true)
7
