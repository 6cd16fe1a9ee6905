--TEST--
error: at the memory limit a client gets a 500 and another worker
--SKIPIF--
<?php if (getenv('SKIP_ASAN')) die('skip a sanitizer has no memory limit'); ?>
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd, $data) {
    if ($server->getHeader()['Uri'] === '/bad') {
        ini_set('memory_limit', '16M');
        str_repeat('x', 64 << 20);
    }
    $server->send($fd, getmypid() . "\n");
});
$c = $s->tcp();
$c->write('x');
$before = $c->until("\n");
echo $s->http('GET', '/bad')->status, "\n";
$after = $s->http('GET', '/')->body;
var_dump($before !== $after);
$c->write('still here');
var_dump($c->until("\n") === $after);
echo preg_match('~PHP Fatal error:  Allowed memory size~', $s->log()), preg_match('~worker 0 \(pid \d+\) exited with status 255~', $s->log()), "\n";
?>
--EXPECT--
500
bool(true)
bool(true)
11
