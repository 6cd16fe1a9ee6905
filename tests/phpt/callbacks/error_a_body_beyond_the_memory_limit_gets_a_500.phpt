--TEST--
error: a body beyond the memory limit gets a 500
--SKIPIF--
<?php if (getenv('SKIP_ASAN')) die('skip a sanitizer has no memory limit'); ?>
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->on(APPNET_EVENT_RECV, function ($server, $fd, $data) { $server->send($fd, (string) strlen($data)); });
}, ['start' => function () { ini_set('memory_limit', '5M'); }]);
echo $s->http('POST', '/', [], str_repeat('x', 1000000)), "\n", $s->http('POST', '/', [], str_repeat('x', 6 << 20))->status, "\n",
    $s->http('POST', '/', [], 'small'), "\n";
?>
--EXPECT--
200 1000000
500
200 5
