--TEST--
reload: does not cut an answer in pieces, whoever writes it: a timer, or a task worker that is replaced, too
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->setOption(APPNET_OPT_TASK_WORKER_NUM, 1);
    $server->on(APPNET_EVENT_RECV, function ($server, $fd) {
        $path = $server->getRequest()['path'];
        if ($path === '/task') {
            return $server->addAsynTask($fd);
        }
        $server->write($fd, "row 0\n");
        $n = 0;
        $server->timerAdd(50, function ($server, $timer) use ($fd, &$n) {
            $server->write($fd, 'row ' . ++$n . "\n");
            if ($n === 20) {
                $server->end($fd, "done\n");
                $server->timerRemove($timer);
            }
        });
    });
    $server->on(APPNET_EVENT_TASK, function ($server, $fd) {
        for ($i = 0; $i <= 20; $i++) {
            $server->write($fd, "row $i\n");
            usleep(50000); // lint: a task that takes its time
        }
        $server->end($fd, "done\n");
    });
}, ['start' => function ($server) { say($server->getInfo()['role']); }]);
$s->heardSorted(2);
$clients = [];
foreach (['/timer', '/task'] as $path) {
    $clients[$path] = $s->web();
    $clients[$path]->request('GET', $path);
    $clients[$path]->until("row 0\n");
}
$s->signal(SIGUSR1);
$s->signal(SIGUSR2);
echo implode(' ', $s->heardSorted(2)), "\n"; // the successors are at work
foreach ($clients as $path => $c) {
    $rest = $c->until("\r\n0\r\n\r\n");
    echo $path, ' ', preg_match_all('~row~', $rest), ' ', strpos($rest, "done\n") !== false ? 'done' : $rest, "\n";
}
?>
--EXPECT--
task worker
/timer 20 done
/task 20 done
