--TEST--
close info: of the client is what its close frame says
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->on(APPNET_EVENT_CLOSE, function ($server) { say(json_encode($server->closeInfo())); });
});
foreach (['' => '', 'gone fishing' => pack('n', 4001), 'bye' => pack('n', 1000), str_repeat('r', 123) => pack('n', 3000)] as $reason => $code) {
    $ws = $s->ws();
    $ws->frame(0x88, $code . $reason);
    echo $s->heard(), "\n";
}
?>
--EXPECT--
{"code":1005,"reason":"","cause":"peer"}
{"code":4001,"reason":"gone fishing","cause":"peer"}
{"code":1000,"reason":"bye","cause":"peer"}
{"code":3000,"reason":"rrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrr","cause":"peer"}
