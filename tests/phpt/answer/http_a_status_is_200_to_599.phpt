--TEST--
http: a status is 200 to 599
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd) {
    foreach ([0, 100, 199, 600, -1] as $status) {
        say(thrown(function () use ($server, $status) { $server->httpRespCode($status); }));
    }
    $server->send($fd, 'ok');
});
echo $s->http('GET', '/'), "\n";
for ($i = 0; $i < 5; $i++) {
    echo $s->heard(), "\n";
}
?>
--EXPECT--
200 ok
InvalidArgumentException: the status of an answer is a number from 200 to 599, 0 given
InvalidArgumentException: the status of an answer is a number from 200 to 599, 100 given
InvalidArgumentException: the status of an answer is a number from 200 to 599, 199 given
InvalidArgumentException: the status of an answer is a number from 200 to 599, 600 given
InvalidArgumentException: the status of an answer is a number from 200 to 599, -1 given
