--TEST--
open: that returns false refuses with a 403
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = opening(function ($server, $fd, $request) { return $request['path'] !== '/no'; });
$answer = $s->refused('/no');
echo $answer->status, ' ', $answer->headers['connection'], ' ', preg_match('~403 Forbidden~', $answer->body), "\n";
$c = $s->ws('/yes');
$c->text('in');
echo $c->next(), "\n";
$c->close();
$s->stop();
$s = opening(function &() {
    static $no = false;
    return $no; // by reference
});
echo $s->refused()->status, "\n";
?>
--EXPECT--
403 close 1
text: in
403
