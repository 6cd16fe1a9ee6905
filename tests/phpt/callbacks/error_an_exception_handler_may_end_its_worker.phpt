--TEST--
error: an exception handler may end its worker, by exit or by a fatal error
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    set_exception_handler(function (Throwable $e) {
        if ($e->getMessage() === 'exit') {
            exit;
        }
        eval('function of_the_handler() {} function of_the_handler() {}');
    });
    $server->on(APPNET_EVENT_RECV, function ($server, $fd, $data) { throw new Exception($data); });
}, ['start' => function () { say((string) getmypid()); }]);
$before = $s->heard();
$c = $s->tcp();
foreach (['exit', 'fatal'] as $end) {
    $c->write($end);
    $after = $s->heard();
    echo $end, ': ', $after === $before ? 'the same' : 'another', "\n";
    $before = $after;
}
?>
--EXPECT--
exit: another
fatal: another
