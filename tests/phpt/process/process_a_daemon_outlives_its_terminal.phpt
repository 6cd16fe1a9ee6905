--TEST--
process: a daemon outlives its terminal, however soon that closes
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';
require __DIR__ . '/../inc/shell.inc';

for ($i = 0; $i < 5; $i++) {
    // script closes the terminal as soon as its command has ended
    $s = started('', [], [1 => ['pipe', 'w']], "exec script -qec '", true, 'exec %s\' /dev/null');
    stream_set_timeout($s->pipes[1], LIMIT);
    $said = stream_get_contents($s->pipes[1]);
    $status = $s->join();
    $s->awaitReady();
    echo $status, preg_match('~listening on 127\.0\.0\.1 port (\d+)~', $said, $m) && (int) $m[1] === $s->port ? ', has said where' : ", said $said",
        (int) $s->http('/quiet')->body === $s->worker ? ', answers' : ', does not answer', "\n";
    $s->stop();
}
?>
--EXPECT--
0, has said where, answers
0, has said where, answers
0, has said where, answers
0, has said where, answers
0, has said where, answers
