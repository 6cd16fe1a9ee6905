--TEST--
send: takes text and binary only, and http and tcp do not mind
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd, $data) {
    foreach ([0, 8, 9, -1] as $opcode) {
        say(thrown(function () use ($server, $fd, $opcode) { $server->send($fd, 'x', $opcode); }));
    }
    $server->send($fd, "\xff\xfe", APPNET_WS_BINARY);
});
$answer = $s->http('GET', '/');
echo $answer->status, ' ', bin2hex($answer->body), "\n";
$c = $s->tcp();
$c->write('!');
echo bin2hex($c->read(2)), "\n";
for ($i = 0; $i < 4; $i++) {
    echo $s->heard(), "\n";
}
?>
--EXPECT--
200 fffe
fffe
InvalidArgumentException: a message is APPNET_WS_TEXT or APPNET_WS_BINARY, 0 given
InvalidArgumentException: a message is APPNET_WS_TEXT or APPNET_WS_BINARY, 8 given
InvalidArgumentException: a message is APPNET_WS_TEXT or APPNET_WS_BINARY, 9 given
InvalidArgumentException: a message is APPNET_WS_TEXT or APPNET_WS_BINARY, -1 given
