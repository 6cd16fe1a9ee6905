--TEST--
http: a late answer waits for its turn
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd) {
    $uri = $server->getHeader()['Uri'];
    if ($uri === '/later') {
        $server->timerAfter(10, function ($server) use ($fd) { $server->send($fd, 'later'); });
        return;
    }
    $server->send($fd, $uri);
});
$c = $s->web();
$c->write("GET /later HTTP/1.1\r\nHost: test\r\n\r\nGET /now HTTP/1.1\r\nHost: test\r\n\r\n");
echo $c->answer(), "\n", $c->answer(), "\n";
?>
--EXPECT--
200 later
200 /now
