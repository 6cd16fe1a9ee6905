--TEST--
config: a listener that is replaced is let go
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
$server->on(APPNET_EVENT_RECV, function () use ($witness) {});
unset($witness);
$server->on(APPNET_EVENT_RECV, 'strlen');
echo "replaced\n";
?>
--EXPECT--
freed
replaced
