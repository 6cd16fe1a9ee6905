--TEST--
error: an unanswered request of a dead worker gets a 502
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd) {
    if ($server->getHeader()['Protocol'] === 'TCP') {
        exit;
    }
    say('taken');
});
$web = $s->web();
$web->request('GET', '/');
echo $s->heard(), "\n";
$c = $s->tcp();
$c->write('exit');
$answer = $web->answer();
echo $answer->status, ' ', $answer->reason, "\n";
?>
--EXPECT--
taken
502 Bad Gateway
