--TEST--
log: that nobody reads holds nobody up
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';
require __DIR__ . '/../inc/shell.inc';

/* A pipe that is full before the server starts. We are reader and writer of it. */
function full_pipe(string $path)
{
    exec("mkfifo $path");
    $pipe = fopen($path, 'r+');
    stream_set_blocking($pipe, false);
    while (@fwrite($pipe, str_repeat("\0", 4096))) {
    }
    return $pipe;
}

function emptied($pipe): string
{
    $text = '';
    while (strlen($bytes = fread($pipe, 65536))) {
        $text .= $bytes;
    }
    return $text;
}

$path = tempnam(sys_get_temp_dir(), 'appnet-pipe-');
unlink($path);
$pipe = full_pipe($path);
$s = started("2>$path", ['log_errors' => '1', 'display_errors' => '0']);
$s->awaitReady();
for ($i = 0; $i < 3; $i++) {
    echo (int) $s->http('/1')->body === $s->worker ? 'answered' : 'by another', "\n";
}
emptied($pipe);
$s->http('/1');
$s->stop();
$warned = preg_match('~^Uid:\s+0\s~m', file_get_contents('/proc/self/status')); // of running as root
$log = preg_replace('~^\S+ \S+ appnet\[\d+\] ~m', '', emptied($pipe));
echo preg_match('~^worker 0: warning: (\d+) lines were dropped: the log could not be written\nPHP \w+: .*\nlogged$~m', $log, $m) ? $m[1] - $warned : $log, "\n";
unlink($path);

// and from then on
$pipe = full_pipe($path);
$s = started("2>$path");
$s->awaitReady();
$s->stop();
echo $s->join(), "\n";
unlink($path);
?>
--EXPECT--
answered
answered
answered
6
0
