--TEST--
error: the exception handler is used
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    set_exception_handler(function (Throwable $e) { say(get_class($e) . ' ' . $e->getMessage()); });
    $server->on(APPNET_EVENT_RECV, function ($server, $fd, $data) { throw new DomainException($data); });
});
$c = $s->tcp();
foreach (['one', 'two'] as $word) {
    $c->write($word);
    echo $s->heard(), "\n";
}
echo $s->http('POST', '/', [], 'three')->status, ' ', $s->heard(), "\n", preg_match('~Uncaught~', $s->log()), "\n";
?>
--EXPECT--
DomainException one
DomainException two
500 DomainException three
0
