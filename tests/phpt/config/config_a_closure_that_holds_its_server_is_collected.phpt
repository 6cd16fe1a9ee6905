--TEST--
config: a closure that holds its server is collected
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

class Witness
{
    public function __destruct()
    {
        echo "freed\n";
    }
}

$server = new appnetServer('127.0.0.1', 0);
$witness = new Witness();
$server->on(APPNET_EVENT_RECV, function () use ($server, $witness) {});
unset($server, $witness);
echo "out of scope\n";
gc_collect_cycles();
echo "collected\n";
?>
--EXPECT--
out of scope
freed
collected
