--TEST--
ws: origins and protocols that can never match are refused by run()
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

foreach ([[APPNET_WS_ORIGINS, 'chat.example'], [APPNET_WS_ORIGINS, 'https://chat.example/'], [APPNET_WS_PROTOCOLS, 'chat v2'], [APPNET_WS_PROTOCOLS, ',']] as [$option, $value]) {
    $server = new appnetServer('127.0.0.1', 0);
    $server->setOption($option, $value);
    echo thrown(fn () => $server->run()), "\n";
}
?>
--EXPECT--
appnetException: ws_origins must be origins as browsers send them, with blanks or commas between: "https://chat.example", without a path, or "*"
appnetException: ws_origins must be origins as browsers send them, with blanks or commas between: "https://chat.example", without a path, or "*"
appnetException: ws_protocols must be names of subprotocols with commas between
appnetException: ws_protocols must be names of subprotocols with commas between
