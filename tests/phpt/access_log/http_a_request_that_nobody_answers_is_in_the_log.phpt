--TEST--
http: a request that nobody answers gets a 504, and the log says which it was and where its callback stands; one that is answered later is not there
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->setOption(APPNET_HTTP_TIMEOUT, 1000);
    $server->on(APPNET_EVENT_RECV, function ($server, $fd) {
        if ($server->getHeader()['Uri'] === '/later') {
            $server->timerAfter(1, function () use ($server, $fd) { $server->send($fd, 'later'); });
        }
    });
});
echo $s->web()->ask('GET', '/later'), "\n", $s->web()->ask('PUT', '/forgotten?' . str_repeat('x', 200))->status, "\n";
$s->logged('~ PUT /forgotten\?x{89} has no answer \(504\): its callback at \S+:6 has returned, and nobody has answered it later~');
echo substr_count($s->log(), 'has no answer'), "\n";
?>
--EXPECT--
200 later
504
1
