--TEST--
request: of a websocket is whole in every message, also with the longest head and in the last one before the close
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$tell = function ($server) {
    $mine = fn (array $all) => md5(json_encode(array_filter(array_change_key_case($all), fn ($name) => $name[0] === 'x', ARRAY_FILTER_USE_KEY)));
    say($mine($server->getHeader()) . ' ' . $mine($server->getRequest()['headers']) . ' ' . $server->getHeader()['Uri']);
};
$s = serve(function (appnetServer $server) use ($tell) {
    $server->on(APPNET_EVENT_RECV, $tell);
    $server->on(APPNET_EVENT_CLOSE, $tell);
});
foreach ([1, 112, 113, 31000] as $bytes) {
    $lines = [];
    for ($i = 0, $left = $bytes; $left > 0; $i++, $left -= 1000) {
        $lines["x-$i"] = bin2hex(random_bytes(500));
        $lines["x-$i"] = substr($lines["x-$i"], 0, min($left, 1000));
    }
    $want = md5(json_encode($lines));
    $ws = $s->ws('/room', $lines);
    $ws->text('one');
    $ws->text('two');
    $ws->frame(0x88, pack('n', 1000));
    for ($i = 0; $i < 3; $i++) {
        echo $s->heard() === "$want $want /room" ? 'whole ' : 'broken ';
    }
    echo "\n";
}
?>
--EXPECT--
whole whole whole 
whole whole whole 
whole whole whole 
whole whole whole 
