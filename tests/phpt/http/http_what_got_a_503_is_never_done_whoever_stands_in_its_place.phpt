--TEST--
http: what got a 503 is never done, whoever stands in its place by then
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

[$ours, $theirs] = stream_socket_pair(STREAM_PF_UNIX, STREAM_SOCK_STREAM, 0);
$s = answering(function ($server, $fd) use ($theirs) {
    say($server->getHeader()['Uri']);
    if ($server->getHeader()['Uri'] === '/busy') {
        fread($theirs, 1); // until the test says so
    }
    $server->send($fd, 'done');
}, [APPNET_HTTP_QUEUE_TIMEOUT => 1000, APPNET_OPT_MAX_CONNECTION => 2]);
$busy = $s->web();
$busy->request('GET', '/busy');
echo $s->heard(), "\n";
for ($i = 1; $i <= 5; $i++) { // there is one place for all of them; who comes before it is free has no answer
    await(function () use ($s, $i) {
        $waiting = $s->web();
        try {
            return $waiting->ask('GET', "/waits/$i")->status === 503;
        } catch (RuntimeException $refused) {
            return false;
        } finally {
            $waiting->close();
        }
    }, 'answer of 503');
}
fwrite($ours, '.');
echo $busy->answer(), "\n";
echo $busy->ask('GET', '/next'), ' ', $s->heard(), "\n";
?>
--EXPECT--
/busy
200 done
200 done /next
