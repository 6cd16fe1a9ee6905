--TEST--
tcp: close comes after what was sent
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd) {
    $server->send($fd, str_repeat('x', 1000000));
    say(json_encode($server->close($fd)));
});
$c = $s->tcp();
$c->write('go');
echo strlen($c->rest()), "\n", $s->heard(), "\n";
?>
--EXPECT--
1000000
true
