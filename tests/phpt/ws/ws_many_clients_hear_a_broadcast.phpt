--TEST--
ws: many clients hear a broadcast
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $all = [];
    $server->on(APPNET_EVENT_RECV, function ($server, $fd, $data) use (&$all) {
        $all[] = $fd;
        if ($data !== 'last') {
            $server->send($fd, 'joined');
            return;
        }
        foreach ($all as $id) {
            $server->send($id, 'to all');
        }
    });
});
$clients = [];
for ($i = 0; $i < 100; $i++) {
    $clients[] = $ws = $s->ws();
    $ws->text('join');
    $ws->next();
}
$ws->text('last');
$heard = 0;
foreach ($clients as $ws) {
    $heard += $ws->next() === 'text: to all';
}
echo $heard, "\n";
?>
--EXPECT--
100
