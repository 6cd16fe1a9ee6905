--TEST--
config: a subclass that forgets the constructor throws
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

class Forgetful extends appnetServer
{
    public function __construct()
    {
    }
}

$server = new Forgetful();
echo thrown(function () use ($server) { $server->setOption(APPNET_OPT_WORKER_NUM, 2); }), "\n";
echo thrown(function () use ($server) { $server->on(APPNET_EVENT_RECV, 'strlen'); }), "\n";
echo thrown(function () use ($server) { $server->listenHttp(0); }), "\n";
echo thrown(function () use ($server) { $server->run(); }), "\n";
?>
--EXPECT--
appnetException: appnetServer::__construct() has not been called
appnetException: appnetServer::__construct() has not been called
appnetException: appnetServer::__construct() has not been called
appnetException: appnetServer::__construct() has not been called
