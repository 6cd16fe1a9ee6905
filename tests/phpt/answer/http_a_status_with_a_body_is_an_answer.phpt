--TEST--
http: a status with a body is an answer
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd) {
    $server->setHeader('X-Said', 'before');
    $answers = [$server->httpRespCode(404, 'not here'), $server->httpRespCode(200, 'a second one'), $server->send($fd, 'a third one')];
    say(json_encode($answers));
});
$c = $s->web();
for ($i = 0; $i < 2; $i++) {
    $answer = $c->ask('GET', '/');
    echo $answer, ' ', $answer->headers['x-said'], ' ', $s->heard(), "\n";
}
?>
--EXPECT--
404 not here before [true,false,false]
404 not here before [true,false,false]
