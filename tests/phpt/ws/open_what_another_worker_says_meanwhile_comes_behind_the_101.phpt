--TEST--
open: what another worker says meanwhile comes behind the 101
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';
require __DIR__ . '/../inc/meanwhile.inc';

$s = meanwhile(function ($server, $fd) {
    return [$server->send($fd, 'one'), $server->ping($fd, 'two'), $server->subscribe($fd, 'room'), $server->publish('room', 'three'),
        $server->sendMany([$fd], 'four'), $server->send($fd, "\xff", APPNET_WS_BINARY)];
}, fn () => null);
for ($i = 0; $i < 3; $i++) {
    $clients[] = $ws = $s->ws();
    echo $s->heard(), "\n";
    foreach (range(1, 5) as $n) {
        echo strtr($ws->next(), ["\xff" => '0xff']), "\n";
    }
    $ws->text('and on');
    echo $ws->next(), "\n";
}
?>
--EXPECT--
[3,true,true,5,1,1]
text: one
ping: two
text: three
text: four
binary: 0xff
text: and on
[3,true,true,5,1,1]
text: one
ping: two
text: three
text: four
binary: 0xff
text: and on
[3,true,true,5,1,1]
text: one
ping: two
text: three
text: four
binary: 0xff
text: and on
