--TEST--
listen: websocket adds a port that speaks websocket only
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    var_dump($server->listenWebsocket(0));
    $server->on(APPNET_EVENT_RECV, function ($server, $fd, $data) { $server->send($fd, $server->getHeader()['Protocol'] . " $data"); });
}, ['start' => function (appnetServer $server) { say((string) $server->getInfo()['listeners'][1]['port']); }]);
$port = (int) $s->heard();
$ws = $s->ws('/', [], $port);
$ws->text('one');
echo $ws->next(), "\n";
$answer = $s->web($port)->ask('GET', '/');
echo $answer->status, ' ', $answer->headers['upgrade'], ' ', $answer->headers['sec-websocket-version'], "\n";
?>
--EXPECT--
bool(true)
text: WEBSOCKET one
426 websocket 13
