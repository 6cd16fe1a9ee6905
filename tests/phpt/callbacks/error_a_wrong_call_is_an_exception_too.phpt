--TEST--
error: a wrong call is an exception too
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd, $data) {
    if ($data === '1') {
        no_such_function();
    }
    if ($data === '2') {
        $server->noSuchMethod();
    }
    if ($data === '3') {
        eval('this is no PHP');
    }
    $server->send($fd, 'still here');
});
$c = $s->tcp();
foreach (['~undefined function no_such_function~', '~undefined method appnetServer::noSuchMethod~', '~Parse error~'] as $i => $pattern) {
    $c->write((string) ($i + 1));
    $s->logged($pattern);
}
$c->write('4');
echo $c->read(10), "\n";
?>
--EXPECT--
still here
