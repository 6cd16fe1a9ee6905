--TEST--
start: that never succeeds leaves requests a 503, and the server goes on trying
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$file = tempnam(sys_get_temp_dir(), 'appnet-start-');
unlink($file);
$s = serve(function (appnetServer $server) {
    $server->setOption(APPNET_HTTP_QUEUE_TIMEOUT, 1500);
    $server->on(APPNET_EVENT_RECV, function ($server, $fd) { $server->send($fd, 'at last'); });
}, ['start' => function () use ($file) {
    if (!file_exists($file)) {
        throw new LogicException('not yet');
    }
}]);
echo $s->http('GET', '/')->status, "\n";
$s->logged('~is started again in 400 ms~');
echo $s->http('GET', '/')->status, "\n";
touch($file);
$s->logged('~all workers are ready~');
echo $s->http('GET', '/'), "\n", $s->stop(), "\n";
unlink($file);
?>
--EXPECT--
503
503
200 at last
0
