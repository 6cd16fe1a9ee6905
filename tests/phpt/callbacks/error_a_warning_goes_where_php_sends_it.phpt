--TEST--
error: a warning goes where php sends it
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->on(APPNET_EVENT_RECV, function ($server, $fd, $data) {
        trigger_error("a warning of $data", E_USER_WARNING);
        $server->send($fd, 'ok');
    });
}, ['start' => function () {
    set_error_handler(function ($level, $message) { say($message); return true; });
}]);
$c = $s->tcp();
$c->write('mine');
echo $s->heard(), ' ', $c->read(2), "\n";
?>
--EXPECT--
a warning of mine ok
