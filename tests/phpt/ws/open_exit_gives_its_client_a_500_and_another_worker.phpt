--TEST--
open: exit gives its client a 500 and another worker
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = opening(function ($server, $fd, $request) {
    if ($request['path'] === '/exit') {
        exit;
    }
});
echo $s->refused('/exit')->status, "\n";
$c = $s->ws('/live');
$c->text('on');
echo $c->next(), "\n";
?>
--EXPECT--
500
text: on
