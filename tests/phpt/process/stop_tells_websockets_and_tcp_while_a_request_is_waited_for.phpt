--TEST--
stop: tells WebSockets and TCP while a request of the same worker is waited for
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

[$us, $gate] = stream_socket_pair(STREAM_PF_UNIX, STREAM_SOCK_STREAM, 0);
$s = answering(function ($server, $fd) use ($gate) {
    if ($server->getHeader()['Protocol'] !== 'HTTP') {
        $server->send($fd, 'hello');
        return;
    }
    say('in hand');
    fread($gate, 1);
    $server->send($fd, 'answered');
});
$ws = $s->ws();
$tcp = $s->tcp();
$web = $s->web();
$tcp->write('hello');
echo $tcp->read(5), "\n";
$web->request('GET', '/');
echo $s->heard(), "\n";
$s->signal(SIGTERM);
echo $ws->next(), "\n";
var_dump($tcp->ended());
fwrite($us, 'x'); // the worker has not returned before
echo $web->answer(), "\n", $s->join(), "\n";
?>
--EXPECT--
hello
in hand
close: 1001
bool(true)
200 answered
0
