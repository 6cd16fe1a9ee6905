--TEST--
open: whose worker dies gives a 502
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = opening(function ($server, $fd, $request) {
    if ($request['path'] === '/die') {
        kill(getmypid(), SIGKILL);
    }
});
echo $s->refused('/die')->status, "\n";
$c = $s->ws('/live');
$c->text('on');
echo $c->next(), "\n";
?>
--EXPECT--
502
text: on
