--TEST--
stop: does what CLOSE asks for, however late a worker comes to it
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

[$us, $gate] = stream_socket_pair(STREAM_PF_UNIX, STREAM_SOCK_STREAM, 0);
$s = serve(function (appnetServer $server) use ($gate) {
    $server->on(APPNET_EVENT_RECV, function ($server, $fd) use ($gate, &$asked) {
        if ($server->getHeader()['Protocol'] === 'HTTP') {
            $asked = $fd;
        } else {
            fread($gate, 1);
        }
    });
    $server->on(APPNET_EVENT_CLOSE, function ($server, $fd) use (&$asked) {
        if ($server->getHeader()['Protocol'] === 'WEBSOCKET') {
            say('task ' . json_encode($server->addAsynTask($fd, 0) !== false));
            say('sent ' . json_encode($server->send($asked, 'by a neighbour') > 0));
        }
    });
    $server->on(APPNET_EVENT_TASK, function ($server, $data) { say('task done'); });
}, ['set' => [APPNET_OPT_TASK_WORKER_NUM => 1]]);
$web = $s->web();
$web->request('GET', '/');
$ws = $s->ws();
$ws->text('hold the worker');
await(fn () => preg_match('~^State:\s+S~m', (string) @file_get_contents("/proc/$s->pid/status")));
$s->signal(SIGTERM);
$s->logged('~stopping~');
fwrite($us, 'x');
echo $ws->next(), "\n", $web->answer(), "\n", $s->join(), "\n", implode("\n", $s->heardSorted(3)), "\n";
?>
--EXPECT--
close: 1001
200 by a neighbour
0
sent true
task done
task true
