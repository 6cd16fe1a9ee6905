--TEST--
fork: memory that a child allocates, where the server's is mapped in its parent, is its own to the end
--FILE--
<?php
require __DIR__ . '/../inc/fork.inc';

$s = answering(function () {
    $ended = forked(function () {
        for ($i = 0; $i < 5000; $i++) {
            $GLOBALS['kept'][] = str_repeat('x', 3900);
        }
    });
    if ($ended !== null) {
        say($ended);
    }
});
$c = $s->tcp();
$c->write('x');
echo $s->heard(), "\n";
?>
--EXPECT--
exit 0
