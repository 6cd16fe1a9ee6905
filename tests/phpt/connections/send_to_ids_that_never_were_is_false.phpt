--TEST--
send: to ids that never were is false
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd) {
    $answers = [];
    foreach ([0, -1, 2, 999, 1 << 24, PHP_INT_MAX, PHP_INT_MIN] as $id) {
        $answers[] = $server->send($id, 'x');
        $answers[] = $server->close($id);
    }
    say(json_encode($answers));
});
$c = $s->tcp();
$c->write('x');
echo $s->heard(), "\n";
?>
--EXPECT--
[false,false,false,false,false,false,false,false,false,false,false,false,false,false]
