--TEST--
request: of a websocket is that of its upgrade
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $tell = function ($server) {
        $r = $server->getRequest();
        say(json_encode([$r['method'], $r['path'], $r['query'], $r['cookies'], $r['headers']['upgrade'], $r['body'], $r['fields'], $r['scheme'], $r['remote_addr']]));
    };
    $server->on(APPNET_EVENT_RECV, $tell);
});
$ws = $s->ws('/a%20b?room=1', ['Cookie' => 'c=d', 'Content-Type' => 'application/x-www-form-urlencoded']);
$ws->text('e=f');
echo $s->heard(), "\n";
?>
--EXPECT--
["GET","\/a b",{"room":"1"},{"c":"d"},"websocket","",[],"http","127.0.0.1"]
