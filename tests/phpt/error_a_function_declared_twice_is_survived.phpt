--TEST--
error: a function declared twice is survived
--FILE--
<?php
require __DIR__ . '/inc/harness.inc';

$s = answering(function ($server, $fd, $data) {
    if ($data === 'declare') {
        eval('function say() {}');
    }
    $server->send($fd, "$data\n");
});
$c = $s->tcp();
$c->write('declare');
$s->logged('~Cannot redeclare~');
$c->write('still here');
echo $c->until("\n");
?>
--EXPECT--
still here
