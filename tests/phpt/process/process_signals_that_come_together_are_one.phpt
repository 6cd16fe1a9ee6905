--TEST--
process: signals that come together are one
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

/* npm and ^C, timeout: the process group gets one, and the process another. */
foreach ([['TERM', 'INT'], ['INT', 'TERM'], ['TERM', 'TERM', 'INT', 'INT', 'TERM']] as $signals) {
    [$us, $gate] = stream_socket_pair(STREAM_PF_UNIX, STREAM_SOCK_STREAM, 0);
    $s = answering(function ($server, $fd) use ($gate) {
        say('in hand');
        fread($gate, 1);
        $server->send($fd, 'answered');
    });
    $c = $s->web();
    $c->request('GET', '/');
    echo $s->heard(), ', ';
    exec(implode('; ', array_map(fn ($signal) => "kill -$signal $s->pid", $signals)));
    $s->logged('~stopping~');
    fwrite($us, 'x');
    echo $c->answer(), ', ', $s->join(), ', ', preg_match('~killing~', $s->log()), "\n";
}
?>
--EXPECT--
in hand, 200 answered, 0, 0
in hand, 200 answered, 0, 0
in hand, 200 answered, 0, 0
