--TEST--
process: the stop answers requests and tells close and final
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->on(APPNET_EVENT_RECV, function ($server, $fd) use (&$waiting) {
        $waiting = $fd;
        say('waiting');
    });
    $server->on(APPNET_EVENT_CLOSE, function ($server, $fd) use (&$waiting) {
        say('close ' . $server->getHeader()['Protocol']);
        if ($server->getHeader()['Protocol'] === 'TCP') {
            $server->send($fd, 'good bye');
            $server->send($waiting, 'in time');
        }
    });
    $server->on(APPNET_EVENT_FINAL, function () { say('final'); });
});
$tcp = $s->tcp();
$web = $s->web();
$web->request('GET', '/');
echo $s->heard(), "\n";
$s->signal(SIGTERM);
$answer = $web->answer();
echo $answer, ' ', $answer->headers['connection'], "\n", $tcp->rest(), "\n";
$web->close();
$tcp->close();
echo $s->join(), "\n", implode("\n", $s->heardSorted(3)), "\n";
?>
--EXPECT--
waiting
200 in time close
good bye
0
close HTTP
close TCP
final
