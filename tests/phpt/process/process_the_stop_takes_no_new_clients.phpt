--TEST--
process: the stop takes no new clients
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->on(APPNET_EVENT_CONNECT, function () { say('connect'); });
    $server->on(APPNET_EVENT_CLOSE, function () { say('close'); });
});
$c = $s->tcp();
echo $s->heard(), "\n";
$s->signal(SIGTERM);
echo $s->heard(), "\n";
var_dump(@stream_socket_client($s->address()));
$c->close();
$s->join();
?>
--EXPECT--
connect
close
bool(false)
