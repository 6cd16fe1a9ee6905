--TEST--
config: the defaults are those of the manual
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$info = (new appnetServer('127.0.0.1', 0))->getInfo();
foreach (['workers', 'task_workers', 'reactors', 'max_connections', 'max_message'] as $name) {
    echo "$name $info[$name]\n";
}
?>
--EXPECT--
workers 1
task_workers 0
reactors 1
max_connections 10000
max_message 8388608
