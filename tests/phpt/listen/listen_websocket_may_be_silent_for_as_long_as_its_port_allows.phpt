--TEST--
listen: websocket may be silent for as long as its port allows
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->listenWebsocket(0, [APPNET_WS_PING => 0, APPNET_WS_TIMEOUT => 50]);
    $server->listenWebsocket(0, [APPNET_WS_PING => 20]);
    $server->listenWebsocket(0);
}, ['start' => function (appnetServer $server) { say(implode(' ', array_column($server->getInfo()['listeners'], 'port'))); }]);
[, $closing, $pinging, $patient] = array_map('intval', explode(' ', $s->heard()));
$waiting = $s->ws('/', [], $patient);
$c = $s->ws('/', [], $closing);
echo var_export($c->ended(), true), "\n";
$c = $s->ws('/', [], $pinging);
echo $c->next(), ' ', $c->next(), "\n";
$waiting->frame(0x89, 'mine'); // nothing has come for it meanwhile
echo $waiting->next(), "\n";
?>
--EXPECT--
true
ping ping
pong: mine
