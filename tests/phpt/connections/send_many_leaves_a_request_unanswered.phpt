--TEST--
send: many leaves a request unanswered
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->on(APPNET_EVENT_RECV, function ($server, $fd, $data) {
        static $fds = [];
        $fds[] = $fd;
        if ($server->getHeader()['Protocol'] === 'WEBSOCKET') {
            return;
        }
        say((string) $server->sendMany($fds, 'to all'));
        $server->send($fd, 'to one');
    });
});
$ws = $s->ws();
$ws->text('here');
$ws->frame(0x89, '');
echo $ws->next(), "\n";
echo $s->http('GET', '/'), ' ', $s->heard(), "\n", $ws->next(), "\n";
?>
--EXPECT--
pong
200 to one 1
text: to all
