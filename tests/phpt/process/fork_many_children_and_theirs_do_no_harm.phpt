--TEST--
fork: many children at once, and theirs, do no harm
--FILE--
<?php
require __DIR__ . '/../inc/fork.inc';

$s = answering(function ($server, $fd, $data) {
    if ($data === 'fork') {
        for ($i = 0; $i < 40; $i++) {
            if (pcntl_fork() === 0) {
                $ended = forked(function () use ($server, $fd) { $server->send($fd, 'grandchild'); });
                if ($ended !== 'exit 255') { // the exception
                    exit(1);
                }
                return;
            }
        }
        $server->send($fd, "forked\n");
        return;
    }
    $good = 0;
    for ($i = 0; $i < 40; $i++) {
        pcntl_wait($status);
        $good += pcntl_wifexited($status) && pcntl_wexitstatus($status) === 0;
    }
    $server->send($fd, "$good\n");
});
$c = $s->tcp();
$c->write('fork');
echo $c->until("\n");
$d = $s->tcp();
$d->write('count');
echo $d->until("\n");
echo $s->stop(), "\n";
?>
--EXPECT--
forked
40
0
