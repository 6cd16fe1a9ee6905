--TEST--
open: whose worker dies takes what another has said with it
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';
require __DIR__ . '/../inc/meanwhile.inc';

$s = meanwhile(fn ($server, $fd) => $server->send($fd, 'one'), function ($server, $fd, $request) {
    if ($request['path'] === '/die') {
        kill(getmypid(), SIGKILL);
    }
});
$answer = $s->refused('/die');
echo $s->heard(), ' ', $answer->status, ' ', strpos($answer->body, 'one') === false ? 'a page' : 'the message', "\n";
?>
--EXPECT--
3 502 a page
