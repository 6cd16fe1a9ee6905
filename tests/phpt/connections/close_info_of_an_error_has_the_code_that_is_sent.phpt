--TEST--
close info: of an error has the code that is sent
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->setOption(APPNET_OPT_MAX_MESSAGE, 1000);
    $server->on(APPNET_EVENT_CLOSE, function ($server) { say(json_encode($server->closeInfo())); });
});
foreach ([[0x83, ''], [0x81, "\xff"], [0x82, str_repeat('x', 1001)]] as [$first, $payload]) {
    $ws = $s->ws();
    $ws->frame($first, $payload);
    echo $ws->next(), ' ', $s->heard(), "\n";
}
?>
--EXPECT--
close: 1002 {"code":1002,"reason":"","cause":"error"}
close: 1007 {"code":1007,"reason":"","cause":"error"}
close: 1009 {"code":1009,"reason":"","cause":"error"}
