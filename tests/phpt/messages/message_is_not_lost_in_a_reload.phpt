--TEST--
message: is not lost in a reload
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->setOption(APPNET_OPT_WORKER_NUM, 2);
    $server->on(APPNET_EVENT_RECV, function ($server, $fd) {
        for ($i = 0; $i < 60; $i++) { // more than the rings hold
            foreach ([0, 1] as $to) {
                $server->sendMessage($to, "$i " . str_repeat('x', 100000)) || say('refused');
            }
        }
        $server->send($fd, 'sent');
    });
    $server->on(APPNET_EVENT_MESSAGE, function ($server, $from, $data) { say($server->getInfo()['id'] . ' ' . (int) $data); });
});
$c = $s->tcp();
$c->write('go');
$s->signal(SIGUSR1);
$next = [0, 0];
for ($i = 0; $i < 120; $i++) {
    [$worker, $number] = explode(' ', $s->heard());
    if ((int) $number !== $next[(int) $worker]++) {
        echo "$number out of order at $worker\n";
    }
}
echo $c->read(4), ' ', implode(' ', $next), "\n";
$s->logged('~the workers are reloaded~');
?>
--EXPECT--
sent 60 60
