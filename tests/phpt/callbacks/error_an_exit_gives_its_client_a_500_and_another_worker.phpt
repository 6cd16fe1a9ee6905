--TEST--
error: an exit gives its client a 500 and another worker
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd, $data) {
    if ($server->getHeader()['Uri'] === '/exit') {
        exit(7);
    }
    $server->send($fd, (string) getmypid());
});
$c = $s->web();
$before = $c->ask('GET', '/')->body;
echo $s->http('GET', '/exit')->status, "\n";
$s->logged('~worker 0 \(pid \d+\) exited with status 7~');
var_dump($c->ask('GET', '/')->body !== $before);
?>
--EXPECT--
500
bool(true)
