--TEST--
error: shutdown functions run after a fatal error
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->on(APPNET_EVENT_RECV, function () {
        eval('function say() {}');
    });
}, ['start' => function () {
    register_shutdown_function(function () { say(strtok(error_get_last()['message'] ?? 'no error', '(')); });
}]);
$c = $s->tcp();
$c->write('x');
echo $s->heard(), "\n";
?>
--EXPECTREGEX--
Cannot redeclare (function )?say
