--TEST--
reload: what is still in hand after APPNET_OPT_RELOAD_TIMEOUT gets a 502, and an answer in pieces may be taken up by the successor
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->setOption(APPNET_OPT_RELOAD_TIMEOUT, 1500);
    $server->on(APPNET_EVENT_RECV, function ($server, $fd, $data) {
        if ($server->getHeader()['Protocol'] === 'TCP') {
            say(json_encode($server->end((int) $data, "to the end\n")));
        } elseif ($server->getRequest()['path'] === '/pieces') {
            $server->write($fd, "from the beginning\n");
            say((string) $fd);
        } else {
            say('kept');
        }
    });
}, ['start' => function () { say((string) getmypid()); }]);
$s->heard();
$pieces = $s->web();
$pieces->request('GET', '/pieces');
$fd = $s->heard();
$never = $s->web();
$never->request('GET', '/never');
echo $s->heard(), "\n";
$s->signal(SIGUSR1);
$s->heard();
echo $never->answer()->status, "\n";
$c = $s->tcp();
$c->write($fd);
echo $s->heard(), "\n";
echo preg_replace('~^.*?\r\n\r\n|[0-9a-f]*\r\n~s', '', $pieces->until("0\r\n\r\n"));
?>
--EXPECT--
kept
502
true
from the beginning
to the end
