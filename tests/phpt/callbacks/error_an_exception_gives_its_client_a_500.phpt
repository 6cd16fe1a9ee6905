--TEST--
error: an exception gives its client a 500
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd, $data) {
    if ($server->getHeader()['Uri'] === '/bad') {
        throw new RuntimeException('secret');
    }
    $server->send($fd, (string) getmypid());
});
$before = $s->http('GET', '/good')->body;
$answer = $s->http('GET', '/bad');
echo "$answer->status $answer->reason ", strpos($answer->body, 'secret') === false ? 'tells nothing' : 'tells', "\n";
var_dump($s->http('GET', '/good')->body === $before);
?>
--EXPECT--
500 Internal Server Error tells nothing
bool(true)
