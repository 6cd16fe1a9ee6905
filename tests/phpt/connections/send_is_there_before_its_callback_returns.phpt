--TEST--
send: is there before its callback returns, however long that goes on
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$heard = sys_get_temp_dir() . '/appnet-heard-' . getmypid();
$s = answering(function ($server, $fd) use ($heard) {
    for ($i = 0; $i < 500; $i++) {
        $server->send($fd, "$i\n");
    }
    await(fn () => file_exists($heard), 'all of it to be heard');
    $server->send($fd, "in time\n");
});
$c = $s->tcp();
for ($round = 0; $round < 20; $round++) {
    $c->write('x');
    for ($i = 0; $i < 500 && $c->until("\n") === "$i\n"; $i++) {
    }
    touch($heard);
    $said["$i " . $c->until("\n")] = true;
    unlink($heard);
}
echo implode(array_keys($said));
?>
--EXPECT--
500 in time
