--TEST--
http: a send without a request is false
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->on(APPNET_EVENT_RECV, function ($server, $fd, $data) {
        static $web = 0;
        if ($server->getHeader()['Protocol'] === 'HTTP') {
            $web = $fd;
            $server->send($fd, 'ok');
            return;
        }
        $server->send($fd, json_encode($server->send($web, 'unasked')));
    });
});
$web = $s->web();
echo $web->ask('GET', '/'), "\n";
$c = $s->tcp();
$c->write('x');
echo $c->read(5), "\n", $web->ask('GET', '/'), "\n";
?>
--EXPECT--
200 ok
false
200 ok
