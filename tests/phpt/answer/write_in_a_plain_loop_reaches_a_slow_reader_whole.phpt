--TEST--
write: in a plain loop, 58 MB reach a slow reader whole
--SKIPIF--
<?php if (!shell_exec('command -v curl')) die('skip curl is missing'); ?>
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

/* The loop of docs/guide.md. */
$s = answering(function (appnetServer $server, $fd) {
    $server->setHeader('Content-Type', 'text/csv');
    $server->write($fd, "id,name\n");
    for ($id = 1000000; $id < 1000290; $id++) {
        $row = $id . ',' . str_repeat(chr(97 + $id % 26), 199991) . "\n";
        if ($server->write($fd, $row) === false) {
            return;
        }
    }
    $server->end($fd);
});
$hash = hash_init('sha256');
hash_update($hash, "id,name\n");
for ($id = 1000000; $id < 1000290; $id++) {
    hash_update($hash, $id . ',' . str_repeat(chr(97 + $id % 26), 199991) . "\n");
}
$expected = hash_final($hash);
foreach (['--http1.1', '--http1.0'] as $version) {
    $curl = popen("env -u LD_PRELOAD curl -sS $version --limit-rate 12M --max-time 20 http://127.0.0.1:$s->port/ 2>&1", 'r');
    $hash = hash_init('sha256');
    hash_update_stream($hash, $curl);
    echo hash_final($hash) === $expected ? 'whole' : 'not whole', ', curl says ', pclose($curl), "\n";
}
?>
--EXPECT--
whole, curl says 0
whole, curl says 0
