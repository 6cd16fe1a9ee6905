--TEST--
http: Date and Server come once and cannot be set
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd) {
    var_dump($server->setHeader('Date', 'today'), $server->setHeader('SERVER', 'nobody'));
    $server->send($fd, 'ok');
});
$answer = $s->http('GET', '/');
echo $answer->headers['server'], ' ', preg_match('~^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$~', $answer->headers['date']), "\n";
?>
--EXPECT--
bool(false)
bool(false)
appnet 1
