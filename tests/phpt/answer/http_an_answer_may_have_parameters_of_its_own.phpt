--TEST--
http: an answer may have parameters of its own, from anywhere
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->setOption(APPNET_OPT_TASK_WORKER_NUM, 1);
    $say = function ($server, $fd, $from) {
        $server->setHeader('X-Said', 'before');
        $server->httpRespCode(500);
        return $server->answer($fd, "from $from\n", 202, ['X-From' => $from, 'content-type' => 'text/x-own', 'Retry-After' => 30, 'Content-Length' => '1',
            'Set-Cookie' => ['a=1', 'b=2; Path=/'], 'Connection' => 'close']);
    };
    $server->on(APPNET_EVENT_TASK, function ($server, $data, $task, $from) use ($say) {
        $data[1] ? $say($server, $data[0], 'task') : $server->taskCallback($data[0], $task, $from);
    });
    $server->on(APPNET_EVENT_TASK_CB, function ($server, $fd) use ($say) { $say($server, $fd, 'callback'); });
    $server->on(APPNET_EVENT_MESSAGE, function ($server, $from, $fd) use ($say) { $say($server, (int) $fd, 'message'); });
    $server->on(APPNET_EVENT_OPEN, function ($server, $fd) use ($say) { $say($server, $fd, 'open'); });
    $server->on(APPNET_EVENT_RECV, function ($server, $fd) use ($say) {
        switch ($from = substr($server->getRequest()['path'], 1)) {
            case 'recv':
                say(json_encode([$say($server, $fd, $from), $say($server, $fd, $from), $server->answer(1 << 40, 'x')]));
                return;
            case 'timer': return $server->timerAfter(1, function ($server) use ($say, $fd) { $say($server, $fd, 'timer'); });
            case 'task': return $server->addAsynTask([$fd, true]);
            case 'callback': return $server->addAsynTask([$fd, false]);
            case 'message': return $server->sendMessage(0, (string) $fd);
        }
    });
});
foreach (['recv', 'timer', 'task', 'callback', 'message', 'open'] as $from) {
    $answer = $from === 'open' ? $s->refused() : $s->web()->ask('GET', "/$from");
    echo $answer->status, ' ', trim($answer->body), ' ', $answer->headers['x-said'] ?? '-';
    foreach (['x-from', 'content-type', 'retry-after', 'content-length', 'set-cookie', 'connection'] as $name) {
        echo ', ', $answer->headers[$name];
    }
    echo "\n";
}
echo $s->heard(), "\n";
?>
--EXPECT--
202 from recv -, recv, text/x-own, 30, 10, a=1, b=2; Path=/, close
202 from timer -, timer, text/x-own, 30, 11, a=1, b=2; Path=/, close
202 from task -, task, text/x-own, 30, 10, a=1, b=2; Path=/, close
202 from callback -, callback, text/x-own, 30, 14, a=1, b=2; Path=/, close
202 from message -, message, text/x-own, 30, 13, a=1, b=2; Path=/, close
202 from open -, open, text/x-own, 30, 10, a=1, b=2; Path=/, close
[true,false,false]
