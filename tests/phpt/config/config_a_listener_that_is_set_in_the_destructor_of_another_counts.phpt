--TEST--
config: a listener that is set in the destructor of the one it replaces counts, and none is leaked
--FILE--
<?php
class Listener
{
    public static $server;
    public $name, $next;
    public function __construct($name, $next = null) { $this->name = $name; $this->next = $next; }
    public function __invoke() {}
    public function __destruct()
    {
        echo "$this->name goes\n";
        $this->next && self::$server->on(APPNET_EVENT_RECV, $this->next);
    }
}
Listener::$server = new appnetServer('127.0.0.1', 0);
Listener::$server->on(APPNET_EVENT_RECV, new Listener('first', new Listener('third')));
Listener::$server->on(APPNET_EVENT_RECV, new Listener('second'));
Listener::$server->on(APPNET_EVENT_RECV, new Listener('fourth'));
Listener::$server->on(APPNET_EVENT_RECV, 'strlen');
echo "end\n";
?>
--EXPECT--
first goes
second goes
third goes
fourth goes
end
