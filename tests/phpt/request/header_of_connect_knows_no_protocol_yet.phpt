--TEST--
header: of connect knows no protocol yet
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->on(APPNET_EVENT_CONNECT, function ($server) { say(json_encode($server->getHeader())); });
});
$tcp = $s->tcp();
echo $s->heard(), "\n";
$web = $s->web();
echo $s->heard(), "\n";
?>
--EXPECT--
{"Protocol":"TCP","Method":"","Uri":"","Version":""}
{"Protocol":"TCP","Method":"","Uri":"","Version":""}
