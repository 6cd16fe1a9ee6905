--TEST--
ws: last words may be said in close
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->on(APPNET_EVENT_RECV, function ($server, $fd, $data) {
        $server->subscribe($fd, 'room');
        $server->publish('room', "$fd came");
    });
    $server->on(APPNET_EVENT_CLOSE, function ($server, $fd) {
        $server->publish('room', "$fd left"); // to those who are still there
        say(json_encode($server->send($fd, 'good-bye')));
    });
});
$stays = $s->ws();
$stays->text('join');
echo $stays->next(), "\n";
$leaves = $s->ws();
$leaves->text('join');
echo $leaves->next(), "\n", $stays->next(), "\n";
$leaves->frame(0x88, "\x0f\xa1");
echo $leaves->next(), "\n", $leaves->next(), "\n", $s->heard(), "\n", $stays->next(), "\n";
?>
--EXPECT--
text: 1 came
text: 2 came
text: 2 came
text: good-bye
close: 4001
8
text: 2 left
