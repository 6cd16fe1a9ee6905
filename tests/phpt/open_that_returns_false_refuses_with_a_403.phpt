--TEST--
open: that returns false refuses with a 403
--FILE--
<?php
require __DIR__ . '/inc/harness.inc';

$s = opening(function ($server, $fd, $request) { return $request['path'] !== '/no'; });
$answer = $s->refused('/no');
echo $answer->status, ' ', $answer->headers['connection'], "\n";
$c = $s->ws('/yes');
$c->text('in');
echo $c->next(), "\n";
?>
--EXPECT--
403 close
text: in
