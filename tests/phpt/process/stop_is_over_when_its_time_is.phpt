--TEST--
stop: is over when its time is, and says what it has cut off
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->on(APPNET_EVENT_RECV, function ($server, $fd) {
        if ($server->getHeader()['Uri'] === '/endless') {
            $server->write($fd, 'piece');
        }
        say('in hand');
    });
    $server->on(APPNET_EVENT_CLOSE, function ($server, $fd) {
        say('close ' . $server->closeInfo()['cause']);
        $server->write($fd, 'good bye'); // where an answer has not begun, it cannot any more
    });
    $server->on(APPNET_EVENT_FINAL, function () { say('final'); });
}, ['set' => [APPNET_OPT_STOP_TIMEOUT => 10000]]);
$never = $s->web();
$never->request('GET', '/never');
$endless = $s->web();
$endless->request('GET', '/endless');
echo implode(' ', $s->heardSorted(2)), "\n";
$s->signal(SIGTERM);
echo $never->answer()->status, "\n";
echo str_replace("\r\n", '|', substr($endless->rest(), -25)), "\n";
echo $s->join(), ' ', implode(', ', $s->heardSorted(3)), "\n";
$s->logged('~warning: the time to stop is nearly over: \d+ connections are cut off~');
?>
--EXPECT--
in hand in hand
503
|5|piece|8|good bye|
0 close shutdown, close shutdown, final
