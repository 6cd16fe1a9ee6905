--TEST--
close info: of a client that does not read is slow
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->setOption(APPNET_OPT_MAX_MESSAGE, 1 << 20);
    $server->on(APPNET_EVENT_RECV, function ($server, $fd, $data) {
        if ($data === 'join') {
            return $server->subscribe($fd, 't');
        }
        $server->publish('t', str_repeat('x', 1 << 20));
        $server->send($fd, 'published');
    });
    $server->on(APPNET_EVENT_CLOSE, function ($server) { say(json_encode($server->closeInfo())); });
});
$slow = $s->ws();
$slow->text('join');
$talker = $s->ws();
for ($i = 0; $i < 100; $i++) { // 100 MiB: more than the queue of one that does not read may hold
    $talker->text('more');
    $talker->next();
}
echo $s->heard(), "\n";
?>
--EXPECT--
{"code":1006,"reason":"","cause":"slow"}
