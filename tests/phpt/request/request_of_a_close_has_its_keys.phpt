--TEST--
request: of a close has its keys
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->on(APPNET_EVENT_RECV, function ($server, $fd) {
        say(implode(' ', array_keys($server->getRequest())));
        $server->send($fd, 'ok');
    });
    $server->on(APPNET_EVENT_CLOSE, function ($server) {
        $r = $server->getRequest();
        say(implode(' ', array_keys($r)));
        say("$r[method]$r[uri]$r[body]$r[scheme]");
    });
});
$s->http('GET', '/');
$keys = $s->heard();
echo $s->heard() === $keys ? 'the same' : 'others', ' ', $s->heard(), "\n";
?>
--EXPECT--
the same http
