--TEST--
fork: a child may outlive a reload and the server, and does not hold its port
--FILE--
<?php
require __DIR__ . '/../inc/fork.inc';

[$ours, $theirs] = stream_socket_pair(STREAM_PF_UNIX, STREAM_SOCK_STREAM, 0);
$s = answering(function ($server, $fd, $data) use ($ours, $theirs) {
    if ($data === 'fork' && pcntl_fork() === 0) {
        fwrite($theirs, "began\n");
        say('child: ' . trim(fgets($theirs)));
        exit;
    }
    $server->send($fd, getmypid() . "\n");
});
$c = $s->tcp();
$c->write('fork');
$first = $c->until("\n");
echo fgets($ours);
$s->signal(SIGUSR1);
$s->logged('~the workers are reloaded~');
do { // its reactor hears of the successor in its next turn
    $c->write('again');
} while ($c->until("\n") === $first);
$c->close();
echo $s->stop(), "\n";
var_dump((bool) stream_socket_server("tcp://127.0.0.1:$s->port"));
fwrite($ours, "go on\n");
echo $s->heard(), "\n";
?>
--EXPECT--
began
0
bool(true)
child: go on
