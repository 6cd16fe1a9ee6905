--TEST--
task: whose callback throws, exits or dies of an error before it has answered is told to be lost
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->setOption(APPNET_OPT_TASK_WORKER_NUM, 1);
    $server->on(APPNET_EVENT_TASK, function ($server, $data, $task, $from) {
        if ($data['first']) {
            $server->taskCallback('answered', $task, $from);
        }
        switch ($data['then']) {
            case 'throw':
                throw new Exception('thrown');
            case 'exit':
                exit;
            case 'error':
                eval('class Twice {} class Twice {}');
        }
    });
    $server->on(APPNET_EVENT_TASK_CB, function ($server, $data, $task) { say("$task $data"); });
    $server->on(APPNET_EVENT_TASK_LOST, function ($server, $task) { say("$task lost"); });
    $server->on(APPNET_EVENT_RECV, function ($server, $fd, $data) {
        foreach ([false, true] as $first) {
            foreach (['throw', 'exit', 'error', 'return'] as $then) {
                $server->addAsynTask(['first' => $first, 'then' => $then]);
            }
        }
    });
});
$c = $s->tcp();
$c->write('x');
echo implode("\n", $s->heardSorted(7)), "\n"; // nobody is told of 4, which has returned
?>
--EXPECT--
1 lost
2 lost
3 lost
5 answered
6 answered
7 answered
8 answered
