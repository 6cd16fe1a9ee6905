--TEST--
state: a time limit is over with its callback; one of START begins anew with each
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

/* The limit counts the time of the processor. */
function burn(float $seconds): void
{
    $used = function () {
        $u = getrusage();
        return $u['ru_utime.tv_sec'] + $u['ru_stime.tv_sec'] + ($u['ru_utime.tv_usec'] + $u['ru_stime.tv_usec']) / 1e6;
    };
    for ($until = $used() + $seconds; $used() < $until;) {
    }
}
foreach ([0, 1] as $at_start) {
    $s = serve(function ($server) {
        $server->on(APPNET_EVENT_RECV, function ($server, $fd, $data) {
            if ($data === 'limit') {
                set_time_limit(1);
            } else {
                burn((float) $data);
            }
            $server->send($fd, 'ok');
        });
    }, ['start' => function () use ($at_start) { $at_start && set_time_limit(1); }]);
    $c = $s->tcp();
    foreach ($at_start ? ['0.7', '0.7', '0.7'] : ['limit', '1.5'] as $word) {
        $c->write($word);
        echo $c->read(2), "\n";
    }
    if ($at_start) {
        $c->write('9');
        echo $s->logged('~Maximum execution time of 1 second exceeded~'), "\n";
    }
}
?>
--EXPECT--
ok
ok
ok
ok
ok
Maximum execution time of 1 second exceeded
