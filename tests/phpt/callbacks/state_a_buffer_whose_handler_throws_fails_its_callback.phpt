--TEST--
state: a buffer whose handler throws fails the callback that has left it open
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd) {
    ob_start(function () { throw new Exception('of the buffer'); });
});
echo $s->http('GET', '/')->status, ' ', preg_match('~Uncaught Exception: of the buffer~', $s->log()), "\n";
?>
--EXPECT--
500 1
