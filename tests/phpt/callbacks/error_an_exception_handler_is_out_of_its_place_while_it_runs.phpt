--TEST--
error: an exception handler is out of its place while it runs, as PHP has it, and back in it afterwards
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    set_exception_handler(function (Throwable $e) {
        say($e->getMessage() . ' ' . json_encode(set_exception_handler(null)));
        restore_exception_handler();
    });
    $server->on(APPNET_EVENT_RECV, function ($server, $fd, $data) { throw new Exception($data); });
});
$c = $s->tcp();
foreach (['one', 'two', 'three'] as $word) {
    $c->write($word);
    echo $s->heard(), "\n";
}
?>
--EXPECT--
one null
two null
three null
