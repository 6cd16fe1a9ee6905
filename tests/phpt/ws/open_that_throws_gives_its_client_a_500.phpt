--TEST--
open: that throws gives its client a 500
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = opening(function ($server, $fd, $request) {
    if ($request['path'] === '/bad') {
        throw new Exception('not today');
    }
});
echo $s->refused('/bad')->status, "\n";
$c = $s->ws('/good');
$c->text('on');
echo $c->next(), "\n";
?>
--EXPECT--
500
text: on
