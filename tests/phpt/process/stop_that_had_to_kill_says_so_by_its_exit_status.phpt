--TEST--
stop: one that had to kill says so by what run() returns, and by its exit status
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

/* Forks a server whose only callback does not return, if it is to hang; returns [port, pid], or null in the server when it has stopped. */
function begin(bool $hang, &$returned): ?array
{
    [$ours, $theirs] = stream_socket_pair(STREAM_PF_UNIX, STREAM_SOCK_STREAM, 0);
    $pid = pcntl_fork();
    if ($pid) {
        fclose($theirs);
        stream_set_timeout($ours, LIMIT);
        return [(int) fgets($ours), $pid, $ours];
    }
    fclose($ours);
    fclose(STDERR);
    $GLOBALS['appnet_stderr'] = fopen('/dev/null', 'a');
    $server = new appnetServer('127.0.0.1', 0);
    $server->setOption(APPNET_OPT_STOP_TIMEOUT, 1000);
    $server->on(APPNET_EVENT_START, function ($server) use ($theirs) { fwrite($theirs, $server->getInfo()['port'] . "\n"); });
    $server->on(APPNET_EVENT_RECV, function ($server, $fd) use ($theirs, $hang) {
        fwrite($theirs, "in hand\n");
        while ($hang) {
            sleep(600); // lint: until it is killed
        }
        $server->send($fd, 'fine');
    });
    $returned = $server->run();
    return null;
}

foreach ([false, true] as $hang) {
    foreach ([SIGTERM, SIGQUIT] as $signal) {
        $began = begin($hang, $returned);
        if ($began === null) {
            echo 'run() returned ', json_encode($returned), "\n";
            return; // the end of its script
        }
        [$port, $pid, $lines] = $began;
        $c = new Client("tcp://127.0.0.1:$port");
        $c->write('hello');
        fgets($lines);
        kill($pid, $signal);
        pcntl_waitpid($pid, $status);
        echo pcntl_wifexited($status) ? 'status ' . pcntl_wexitstatus($status) : 'signal', "\n";
    }
}
?>
--EXPECT--
run() returned true
status 0
run() returned true
status 0
run() returned false
status 3
run() returned false
status 3
