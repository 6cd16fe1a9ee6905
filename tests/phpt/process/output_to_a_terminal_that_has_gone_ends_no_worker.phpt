--TEST--
output: to a terminal that has gone ends no worker
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';
require __DIR__ . '/../inc/shell.inc';

// script gives it a terminal, and takes it away when its own command, which leaves the server behind, has ended
$s = started('2>>"$log" & while [ ! -f "$APPNET_TEST_FOLDER/ready" ]; do kill -0 $! || exit; sleep 0.05; done', ['display_errors' => 'stdout'], [], "exec script -qec '",
    false, 'setsid %s\' /dev/null');
$s->awaitReady();
$s->join();
for ($i = 0; $i < 3; $i++) {
    echo (int) $s->http('/1')->body === $s->worker ? 'the same' : 'another', "\n";
}
$s->stop();
preg_match_all('~warning: standard output cannot be written.*~', $s->log(), $m);
echo implode("\n", $m[0]), "\n";
?>
--EXPECT--
the same
the same
the same
warning: standard output cannot be written: Input/output error: what the script prints is lost
