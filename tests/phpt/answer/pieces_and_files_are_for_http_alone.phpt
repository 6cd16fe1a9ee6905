--TEST--
pieces: and files are for http alone
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd) {
    foreach ([['write', $fd, 'x'], ['end', $fd, 'x'], ['end', $fd], ['sendFile', $fd, __FILE__]] as $call) {
        $method = array_shift($call);
        say(thrown(function () use ($server, $method, $call) { $server->$method(...$call); }));
    }
    say(json_encode([$server->write(0, 'x'), $server->end(1 << 40, 'x'), $server->sendFile(99, __FILE__)]));
    $server->send($fd, 'still here');
});
$tcp = $s->tcp();
$tcp->write('x');
echo $tcp->read(10), "\n";
$ws = $s->ws();
$ws->text('x');
echo $ws->next(), "\n";
for ($i = 0; $i < 10; $i++) {
    echo $s->heard(), "\n";
}
$server = new appnetServer('127.0.0.1', 0);
foreach ([['write', 1, 'x'], ['end', 1], ['sendFile', 1, __FILE__], ['setCookie', 'a']] as $call) {
    $method = array_shift($call);
    echo thrown(function () use ($server, $method, $call) { $server->$method(...$call); }), "\n";
}
?>
--EXPECT--
still here
text: still here
appnetException: write() answers HTTP requests: this connection speaks TCP
appnetException: end() answers HTTP requests: this connection speaks TCP
appnetException: end() answers HTTP requests: this connection speaks TCP
appnetException: sendFile() answers HTTP requests: this connection speaks TCP
[false,false,false]
appnetException: write() answers HTTP requests: this connection speaks WebSocket
appnetException: end() answers HTTP requests: this connection speaks WebSocket
appnetException: end() answers HTTP requests: this connection speaks WebSocket
appnetException: sendFile() answers HTTP requests: this connection speaks WebSocket
[false,false,false]
appnetException: write() works inside the server's callbacks only: call run() first
appnetException: end() works inside the server's callbacks only: call run() first
appnetException: sendFile() works inside the server's callbacks only: call run() first
appnetException: setCookie() works inside the server's callbacks only: call run() first
