--TEST--
close info: without a close frame is 1006
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->on(APPNET_EVENT_CLOSE, function ($server) { say(json_encode($server->closeInfo())); });
});
$s->ws()->close();
echo $s->heard(), "\n";
?>
--EXPECT--
{"code":1006,"reason":"","cause":"peer"}
