--TEST--
reload: the successor serves new events while its predecessor is still busy, and the request in hand is answered
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->setOption(APPNET_OPT_MAX_CONNECTION, 20);
    $server->on(APPNET_EVENT_RECV, function ($server, $fd, $data) {
        if ($server->getHeader()['Protocol'] === 'HTTP') {
            say('busy');
            for ($until = microtime(true) + 2; microtime(true) < $until;) {
                usleep(1000); // lint: a callback that takes its time
            }
        }
        $server->send($fd, (string) getmypid());
    });
}, ['start' => function () { say((string) getmypid()); }]);
$old = $s->heard();
$idle = $s->tcp();
$idle->write('x');
var_dump($idle->read(strlen($old)) === $old);
$c = $s->web();
$c->request('GET', '/');
echo $s->heard(), "\n";
$s->signal(SIGUSR1);
$new = $s->heard();
$s->logged('~the workers are reloaded~');
$reaches = function (Client $c) use ($s, $new): bool { // its reactor hears of the successor in its next turn
    for (;;) {
        $c->write('x');
        if (rtrim($c->read(strlen($new))) === $new) {
            return true;
        }
    }
};
$deaf = $s->tcp(); // what it says may go to the old one still, and is answered after the request
var_dump($reaches($deaf), $reaches($idle), $c->answer()->body === $old);
?>
--EXPECT--
bool(true)
busy
bool(true)
bool(true)
bool(true)
