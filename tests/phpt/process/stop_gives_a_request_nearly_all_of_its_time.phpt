--TEST--
stop: gives a request, and an answer in pieces, nearly all of its time
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->on(APPNET_EVENT_RECV, function ($server, $fd) {
        $until = microtime(true) + 5; // of seven
        say('in hand');
        if ($server->getHeader()['Uri'] === '/late') {
            $server->timerAdd(1, function ($server, $id) use ($fd, $until) {
                if (microtime(true) >= $until) {
                    $server->timerRemove($id);
                    $server->send($fd, 'late');
                }
            });
            return;
        }
        $n = 0;
        $server->timerAdd(100, function ($server, $id) use ($fd, $until, &$n) {
            $over = microtime(true) >= $until;
            $server->write($fd, $over ? 'end' : '.');
            if ($over) {
                $server->timerRemove($id);
                $server->end($fd);
            }
        });
    });
}, ['set' => [APPNET_OPT_STOP_TIMEOUT => 7000]]);
$late = $s->web();
$late->request('GET', '/late');
$pieces = $s->web();
$pieces->request('GET', '/pieces');
echo implode(' ', $s->heardSorted(2)), "\n";
$s->signal(SIGTERM);
echo $late->answer(), "\n";
echo preg_match('~\r\n3\r\nend\r\n0\r\n\r\n$~', $pieces->rest()), "\n";
echo $s->join(), "\n", preg_match('~cut off|killing~', $s->log()), "\n";
?>
--EXPECT--
in hand in hand
200 late
1
0
0
