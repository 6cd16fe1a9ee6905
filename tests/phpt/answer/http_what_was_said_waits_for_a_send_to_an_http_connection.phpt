--TEST--
http: what was said waits for a send to an http connection
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd, $data) {
    static $tcp = 0;
    if ($server->getHeader()['Protocol'] === 'TCP') {
        $tcp = $fd;
        $server->send($fd, 'ok');
        return;
    }
    $server->setHeader('X-For', 'http');
    $server->send($tcp, 'meanwhile');
    $server->send($fd, 'ok');
});
$c = $s->tcp();
$c->write('x');
$c->read(2);
echo $s->http('GET', '/')->headers['x-for'], ' ', $c->read(9), "\n";
?>
--EXPECT--
http meanwhile
