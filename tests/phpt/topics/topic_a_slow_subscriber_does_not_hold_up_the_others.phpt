--TEST--
topic: a slow subscriber is cut off in the end and does not hold up the others
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->setOption(APPNET_OPT_MAX_MESSAGE, 1 << 20);
    $server->on(APPNET_EVENT_RECV, function ($server, $fd, $data) {
        if ($data === 'join') {
            $server->subscribe($fd, 't');
            return $server->send($fd, 'joined');
        }
        $server->publish('t', str_repeat('x', (1 << 20) - 1) . "\n", APPNET_WS_BINARY);
        $server->send($fd, (string) $server->subscribers('t'));
    });
    $server->on(APPNET_EVENT_CLOSE, function ($server, $fd) { say("closed $fd"); });
});
$slow = $s->ws();
$slow->text('join');
$slow->next();
$fast = $s->ws();
$fast->text('join');
$fast->next();
$talker = $s->ws();
$got = 0;
for ($i = 0; $i < 100; $i++) { // 100 MiB: more than the queue of one that does not read may hold
    $talker->text('more');
    $talker->next();
    $got += strlen($fast->next()) - strlen('binary: ');
}
echo $got, ' ', $s->heard(), "\n";
?>
--EXPECT--
104857600 closed 1
