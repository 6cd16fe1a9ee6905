--TEST--
close: is the last word: what is sent, published or closed behind it is false, in every process
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->setOption(APPNET_OPT_WORKER_NUM, 2);
    $server->setOption(APPNET_OPT_TASK_WORKER_NUM, 1);
    $server->on(APPNET_EVENT_RECV, function ($server, $fd, $data) {
        if ($data === 'answer') {
            $server->write($fd, 'first');
        }
        $told = [$server->send($fd, 'before '), $server->close($fd), $server->send($fd, 'behind'), $server->lastError() === APPNET_ERROR_GONE,
            $server->close($fd), $server->subscribe($fd, 'topic')];
        say(json_encode($told));
        $server->addAsynTask($fd);
    });
    $server->on(APPNET_EVENT_TASK, function ($server, $fd) { say('elsewhere ' . json_encode($server->send($fd, 'behind'))); });
});
foreach (['tcp', 'ws'] as $how) {
    $c = $how === 'tcp' ? $s->tcp() : $s->ws('/');
    if ($how === 'tcp') {
        $c->write('x');
    } else {
        $c->text('x');
    }
    echo $how, ' ', $s->heard(), "\n", $s->heard(), "\n";
}
?>
--EXPECT--
tcp [7,true,false,true,false,false]
elsewhere false
ws [7,true,false,true,false,false]
elsewhere false
