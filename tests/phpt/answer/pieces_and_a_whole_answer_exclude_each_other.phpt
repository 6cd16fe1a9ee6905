--TEST--
pieces: and a whole answer exclude each other, which is logged
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd) {
    if ($server->getHeader()['Uri'] === '/pieces-first') {
        $server->write($fd, 'piece');
        say(json_encode([$server->send($fd, 'whole'), thrown(function () use ($server) { $server->setHeader('X', 'y'); })]));
        $server->end($fd);
        say(thrown(function () use ($server) { $server->setHeader('X', 'z'); }));
    } else {
        $server->send($fd, 'whole');
        say(json_encode([$server->write($fd, 'piece'), $server->send($fd, 'again'), $server->end($fd)]));
    }
}, [APPNET_OPT_TASK_WORKER_NUM => 0]);
$c = $s->web();
$c->request('GET', '/pieces-first');
$c->until("\r\n\r\n");
echo str_replace("\r\n", ' ', $c->until("\r\n0\r\n\r\n")), "\n", $s->heard(), "\n", $s->heard(), "\n";
echo $c->ask('GET', '/whole-first'), "\n", $s->heard(), "\n";
echo $c->ask('GET', '/whole-first'), "\n", $s->heard(), "\n";
echo preg_match_all('~a second answer to one HTTP request is refused~', $s->log()), "\n";
?>
--EXPECT--
5 piece 0  
[false,"appnetException: setHeader() comes too late: the answer has begun, its head has been sent"]
nothing is thrown
200 whole
[false,false,false]
200 whole
[false,false,false]
3
