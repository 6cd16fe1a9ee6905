--TEST--
object: that dies is not found by a weak reference
--FILE--
<?php
class Seen
{
    public $reference;
    public function __destruct()
    {
        $found = $this->reference->get();
        var_dump($found);
        $found && $found->setOption(APPNET_HTTP_DOCS_ROOT, str_repeat('y', 100)); // it would use what has been freed
    }
}
$server = new appnetServer('127.0.0.1', 0);
$seen = new Seen;
$seen->reference = WeakReference::create($server);
$server->on(APPNET_EVENT_RECV, function () use ($seen) {});
$server->setOption(APPNET_HTTP_DOCS_ROOT, str_repeat('x', 100));
unset($seen);
unset($server);
?>
--EXPECT--
NULL
