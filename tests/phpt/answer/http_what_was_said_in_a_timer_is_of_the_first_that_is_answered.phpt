--TEST--
http: what was said in a timer is of the first that is answered; when that fails, it waits for the same one
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->setOption(APPNET_OPT_MAX_MESSAGE, 1000);
    $waiting = [];
    $server->on(APPNET_EVENT_RECV, function ($server, $fd) use (&$waiting) {
        $waiting[$server->getRequest()['path']] = $fd;
        if (count($waiting) < 3) {
            say('waits');
            return;
        }
        $server->timerAfter(1, function ($server) use (&$waiting) {
            $server->setCookie('a', '1');
            $server->httpRespCode(201);
            thrown(function () use ($server, &$waiting) { $server->send($waiting['/a'], str_repeat('x', 1001)); });
            $server->setCookie('b', '2');
            $server->send($waiting['/b'], 'b');
            $server->send($waiting['/c'], 'c');
            $server->setCookie('more', '3');
            $server->setHeader('X-More', 'yes');
            $server->send($waiting['/a'], 'a');
        });
    });
});
foreach (['/a', '/b', '/c'] as $path) {
    $c[$path] = $s->web();
    $c[$path]->request('GET', $path);
    if ($path !== '/c') {
        $s->heard();
    }
}
foreach ($c as $client) {
    $answer = $client->answer();
    echo $answer, ' [', $answer->headers['set-cookie'] ?? '', '] ', $answer->headers['x-more'] ?? '-', "\n";
}
?>
--EXPECT--
201 a [a=1, more=3] yes
200 b [b=2] -
200 c [] -
