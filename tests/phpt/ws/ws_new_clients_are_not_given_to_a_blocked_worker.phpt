--TEST--
ws: new clients are not given to a blocked worker while another one is free, those that it has wait for it
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

[$ours, $theirs] = stream_socket_pair(STREAM_PF_UNIX, STREAM_SOCK_STREAM, 0);
$s = answering(function ($server, $fd, $data) use ($theirs) {
    if ($data === 'slow') {
        usleep(60000); // lint: the callback is to have run for a while
        say('slow');
        fread($theirs, 1); // until the test says so
    }
    $server->send($fd, (string) $server->getInfo()['id']);
}, [APPNET_OPT_WORKER_NUM => 3]);

$first = $s->ws();
$first->text('slow');
echo $s->heard(), "\n";
$at = [];
for ($i = 0; $i < 12; $i++) {
    $client = $clients[] = $s->ws();
    $client->text('where');
    $at[] = $client->next();
}
fwrite($ours, '.');
$first->text('where');
$mine = $first->next();
echo in_array($mine, $at, true) ? 'some are at the blocked worker' : 'all are elsewhere', "\n";
echo $first->next() === $mine ? 'it has kept its own' : 'it has lost its own', "\n";
?>
--EXPECT--
slow
all are elsewhere
it has kept its own
