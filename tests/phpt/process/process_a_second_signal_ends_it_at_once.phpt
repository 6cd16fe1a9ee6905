--TEST--
process: a second signal, a second later, ends it at once
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

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
await(function () use ($s) {
    $s->signal(SIGTERM); // the first of them come too soon to count
    return preg_match('~worker 0 \(pid \d+\) is not waited for: killing it~', $s->log());
});
echo $s->join(), "\n";
?>
--EXPECT--
blocked
0
