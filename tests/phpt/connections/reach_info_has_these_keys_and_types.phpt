--TEST--
reach: info has these keys and types
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->on(APPNET_EVENT_CONNECT, function ($server, $fd) { say(json_encode(array_map('gettype', $server->connectionInfo($fd)))); });
});
$s->tcp();
echo implode(",\n", explode(',', $s->heard())), "\n";
?>
--EXPECT--
{"protocol":"string",
"remote_addr":"string",
"remote_port":"integer",
"local_addr":"string",
"local_port":"integer",
"state":"string",
"connected_at":"double",
"idle_ms":"integer",
"bytes_in":"integer",
"bytes_out":"integer",
"queued":"integer",
"topics":"integer",
"worker":"integer",
"reactor":"integer",
"uid":"NULL"}
