--TEST--
header: of tcp is its protocol alone
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $tell = function ($server) { say(json_encode($server->getHeader())); };
    $server->on(APPNET_EVENT_RECV, $tell);
    $server->on(APPNET_EVENT_CLOSE, $tell);
});
$c = $s->tcp();
$c->write('x');
echo $s->heard(), "\n";
$c->close();
echo $s->heard(), "\n";
?>
--EXPECT--
{"Protocol":"TCP","Method":"","Uri":"","Version":""}
{"Protocol":"TCP","Method":"","Uri":"","Version":""}
