--TEST--
run: with too few descriptors for the server itself throws, and says how many it needs
--SKIPIF--
<?php
exec('bash -c "ulimit -n 16 && ulimit -n 17" 2>/dev/null', $unused, $status);
$status || die('skip the limit can be raised again');
?>
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';
require __DIR__ . '/../inc/shell.inc';

foreach ([12, 16, 40] as $limit) {
    $s = started('', ['display_errors' => 'stderr'], [], "ulimit -n $limit; ");
    $s->join();
    preg_match('~appnetException: (.*) in ~', $s->log(), $found);
    echo $found[1] ?? $s->log(), "\n";
}
?>
--EXPECT--
the limit on open files is 12, and the server needs 44, and one for each connection: raise it with ulimit -n
the limit on open files is 16, and the server needs 44, and one for each connection: raise it with ulimit -n
the limit on open files is 40, and the server needs 44, and one for each connection: raise it with ulimit -n
