--TEST--
log: that nobody reads holds nobody up
--FILE--
<?php
require __DIR__ . '/inc/harness.inc';
require __DIR__ . '/inc/shell.inc';

// full before the server starts
$fill = 'exec 9>&2; dd if=/dev/zero of=/dev/fd/9 bs=1k count=1024 oflag=nonblock 2>/dev/null; exec 9>&-; ';
$s = started('', ['log_errors' => '1', 'display_errors' => '0'], [2 => ['pipe', 'w']], $fill);
$s->awaitReady();
for ($i = 0; $i < 3; $i++) {
    echo (int) $s->http('/1')->body === $s->worker ? 'answered' : 'by another', "\n";
}
stream_set_blocking($s->pipes[2], false);
while (strlen(fread($s->pipes[2], 65536))) {
}
$s->http('/1');
$s->stop();
stream_set_blocking($s->pipes[2], true);
$log = preg_replace('~^\S+ \S+ appnet\[\d+\] ~m', '', stream_get_contents($s->pipes[2]));
echo preg_match('~^worker 0: warning: (\d+) lines were dropped: the log could not be written\nPHP \w+: .*\nlogged$~m', $log, $m) ? $m[1] : $log, "\n";

// and from then on
$s = started('', [], [2 => ['pipe', 'w']], $fill);
$s->awaitReady();
$s->stop();
echo $s->join(), "\n";
?>
--EXPECT--
answered
answered
answered
6
0
