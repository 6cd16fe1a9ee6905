--TEST--
error: an exception handler may throw itself
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    set_exception_handler(function (Throwable $e) {
        say($e->getMessage());
        throw new LogicException('of the handler');
    });
    $server->on(APPNET_EVENT_RECV, function ($server, $fd, $data) { throw new Exception($data); });
});
$c = $s->tcp();
foreach (['one', 'two'] as $word) {
    $c->write($word);
    echo $s->heard(), "\n";
}
$c->close();
$s->stop();
echo preg_match_all('~Uncaught LogicException: of the handler~', $s->log()), "\n";
?>
--EXPECT--
one
two
2
