--TEST--
listen: who says nothing, and is not spoken to, is closed, also on a mixed port
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->setOption(APPNET_TCP_FIRST_BYTE, 1500);
    $server->on(APPNET_EVENT_CONNECT, function ($server, $fd) { if ($fd === 1) $server->send($fd, 'hello'); });
    $server->on(APPNET_EVENT_RECV, function ($server, $fd, $data) { $server->send($fd, $data); });
    $server->on(APPNET_EVENT_CLOSE, function ($server, $fd) { say("$fd: {$server->closeInfo()['cause']}, {$server->getInfo()['silent_closed']}"); });
});
$greeted = $s->tcp();
echo $greeted->read(5), "\n";
$spoken = $s->tcp();
$spoken->write('a');
echo $spoken->read(1), "\n";
$silent = $s->tcp();
var_dump($silent->ended());
echo $s->heard(), "\n";
foreach ([$greeted, $spoken] as $client) {
    $client->write('still here');
    echo $client->read(10), "\n";
}
?>
--EXPECT--
hello
a
bool(true)
3: timeout, 1
still here
still here
