--TEST--
fork: a signal ends a child as any process, though its worker lets signals pass
--FILE--
<?php
require __DIR__ . '/../inc/fork.inc';

$s = answering(function ($server, $fd) {
    [$here, $there] = stream_socket_pair(STREAM_PF_UNIX, STREAM_SOCK_STREAM, 0);
    foreach ([SIGTERM, SIGINT, SIGHUP, SIGUSR1, SIGUSR2] as $signal) {
        $pid = pcntl_fork();
        if ($pid === 0) {
            fread($here, 1); // for ever
        }
        kill(getmypid(), $signal);
        kill($pid, $signal);
        pcntl_waitpid($pid, $status);
        $ended[] = pcntl_wifsignaled($status) && pcntl_wtermsig($status) === $signal;
    }
    $server->send($fd, json_encode($ended) . "\n");
});
$c = $s->tcp();
$c->write('x');
echo $c->until("\n");
?>
--EXPECT--
[true,true,true,true,true]
