--TEST--
seed: timers fire once in every process
--FILE--
<?php
require __DIR__ . '/../inc/seed.inc';

$seed = new Seed(['3000 ,' => '30 ,']);
$seed->saw('~onTimerCallback~', 4);
echo $seed->stop(), "\n", $seed->sorted();
?>
--EXPECT--
0
On Worker Final!! pid=N
On Worker Final!! pid=N
On Worker Final!! pid=N
On Worker Final!! pid=N
On Worker Start!! pid=N
On Worker Start!! pid=N
On Worker Start!! pid=N
On Worker Start!! pid=N
onTimerCallback ok,worker pid=N,timer_id=N...
onTimerCallback ok,worker pid=N,timer_id=N...
onTimerCallback ok,worker pid=N,timer_id=N...
onTimerCallback ok,worker pid=N,timer_id=N...
