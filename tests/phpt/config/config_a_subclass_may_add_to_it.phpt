--TEST--
config: a subclass may add to it
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

class Chat extends appnetServer
{
    public $rooms = ['lobby'];

    public function __construct()
    {
        parent::__construct('127.0.0.1', 0);
        $this->on(APPNET_EVENT_RECV, [$this, 'hear']);
    }

    public function hear(Chat $server, int $fd, string $data): void
    {
        $this->send($fd, "{$server->rooms[0]}: $data");
    }
}

echo thrown(function () { echo get_class((new Chat())), "\n"; }), "\n";
?>
--EXPECT--
Chat
nothing is thrown
