--TEST--
process: a second signal ends it at once
--FILE--
<?php
require __DIR__ . '/inc/harness.inc';

[$never, $wait] = stream_socket_pair(STREAM_PF_UNIX, STREAM_SOCK_STREAM, 0);
$s = answering(function () use ($wait) {
    say('blocked');
    fread($wait, 1);
});
$c = $s->tcp();
$c->write('x');
echo $s->heard(), "\n";
$s->signal(SIGTERM);
$s->logged('~stopping~');
$s->signal(SIGTERM);
echo $s->join(), "\n";
$s->logged('~worker 0 \(pid \d+\) is not waited for: killing it~');
?>
--EXPECT--
blocked
0
