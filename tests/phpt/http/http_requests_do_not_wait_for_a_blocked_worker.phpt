--TEST--
http: requests do not wait for a blocked worker while another one is free: of new clients, of connections that are its own, and behind the one that blocks
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

[$ours, $theirs] = stream_socket_pair(STREAM_PF_UNIX, STREAM_SOCK_STREAM, 0);
$s = answering(function ($server, $fd) use ($theirs) {
    if ($server->getHeader()['Uri'] === '/slow') {
        say('slow ' . $server->getInfo()['id']);
        fread($theirs, 1); // until the test says so
    }
    $server->send($fd, (string) $server->getInfo()['id']);
}, [APPNET_OPT_WORKER_NUM => 4, APPNET_OPT_REACTOR_NUM => 2]);

$kept = [];
for ($i = 0; $i < 20; $i++) {
    $kept[$i] = $s->web();
    $kept[$i]->ask('GET', '/');
}
$slow = $s->web();
$slow->request('GET', '/slow');
foreach ($kept as $client) { // at once: some of them lie behind it
    $client->request('GET', '/');
}
sscanf($s->heard(), 'slow %d', $blocked);
$by = [];
foreach ($kept as $client) {
    $by[] = (int) $client->answer()->body;
}
for ($i = 0; $i < 20; $i++) {
    $by[] = (int) $s->http('GET', '/')->body;
}
echo count($by), " answers\n";
foreach ($kept as $client) {
    echo (int) $client->ask('GET', '/')->body === $blocked ? 'by the blocked one' : '.';
}
fwrite($ours, '.');
echo "\n", $slow->answer()->status, "\n";
?>
--EXPECT--
40 answers
....................
200
