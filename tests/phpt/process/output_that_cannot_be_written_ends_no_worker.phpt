--TEST--
output: that cannot be written ends no worker
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';
require __DIR__ . '/../inc/shell.inc';

function tried(string $what, Started $s): void
{
    $s->awaitReady();
    $pids = [];
    foreach (['/1', '/100000', '/1', '/1'] as $uri) {
        $pids[] = (int) $s->http($uri)->body;
    }
    $s->stop();
    preg_match_all('~worker 0: warning: standard output cannot be written: (.*)~', $s->log(), $m);
    printf("%s: %s worker, %s\n", $what, $pids === array_fill(0, 4, $s->worker) ? 'one' : 'another', implode('; ', $m[1]));
}

$ini = ['display_errors' => 'stdout'];
$s = started('', $ini, [1 => ['pipe', 'w']]);
fclose($s->pipes[1]);
tried('a pipe that is closed', $s);
tried('a file that is full', started('>/dev/full', $ini));
tried('a pipe that nobody reads', started('', $ini, [1 => ['pipe', 'w']]));
[$ours, $theirs] = stream_socket_pair(STREAM_PF_UNIX, STREAM_SOCK_STREAM, 0);
stream_set_blocking($theirs, false);
tried('a socket that does not block and that nobody reads', started('', $ini, [1 => $theirs]));
tried('closed', started('>&-', $ini));
?>
--EXPECT--
a pipe that is closed: one worker, Broken pipe: what the script prints is lost
a file that is full: one worker, No space left on device: what the script prints is lost
a pipe that nobody reads: one worker, nobody reads it: what the script prints is lost
a socket that does not block and that nobody reads: one worker, nobody reads it: what the script prints is lost
closed: one worker, 
