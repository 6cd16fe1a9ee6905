--TEST--
send: many checks its list and the length before it sends to anybody
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->setOption(APPNET_OPT_MAX_MESSAGE, 100);
    $server->on(APPNET_EVENT_RECV, function ($server, $fd, $data) {
        foreach ([[$fd, 'x'], [$fd, null], []] as $fds) {
            say(strtok(thrown(fn () => $server->sendMany($fds, str_repeat('a', $fds ? 1 : 101))), ':'));
        }
        $server->send($fd, 'alone');
    });
});
$ws = $s->ws();
$ws->text('here');
echo $s->heard(), "\n", $s->heard(), "\n", $s->heard(), "\n", $ws->next(), "\n";
?>
--EXPECT--
TypeError
TypeError
InvalidArgumentException
text: alone
