--TEST--
config: a second server may run when the first has stopped
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function () {}, ['after' => function () {
    $second = new appnetServer('127.0.0.1', 0);
    $second->on(APPNET_EVENT_START, function (appnetServer $server) { say((string) $server->getInfo()['port']); });
    $second->on(APPNET_EVENT_RECV, function (appnetServer $server, int $fd, string $data) { $server->send($fd, "second $data"); });
    $second->run();
}]);
$s->signal(SIGTERM);
$c = $s->tcp((int) $s->heard());
$c->write('hello');
echo $c->read(12), "\n";
$c->close();
echo $s->stop(), "\n";
?>
--EXPECT--
second hello
0
