--TEST--
http: a request that no worker takes gets a 503, and php never sees it
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
}, [APPNET_HTTP_QUEUE_TIMEOUT => 1500]);
$busy = $s->web();
$busy->request('GET', '/busy');
echo $s->heard(), "\n";
$answer = $s->http('GET', '/waits');
echo $answer->status, ' ', (int) $answer->headers['retry-after'] > 0 ? 'retry-after' : '-', ' ', $answer->headers['connection'], "\n";
fwrite($ours, '.');
echo $busy->answer(), "\n"; // it had been taken: it has the whole time
echo $s->http('GET', '/next'), ' ', $s->heard(), "\n";
?>
--EXPECT--
/busy
503 retry-after close
200 done
200 done /next
