--TEST--
request: of tcp has its addresses alone
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $tell = function ($server) {
        $r = $server->getRequest();
        say(json_encode([$r['remote_port'], $r['local_port']]));
        unset($r['remote_port'], $r['local_port'], $r['time'], $r['time_float']);
        say(json_encode($r));
    };
    $server->on(APPNET_EVENT_CONNECT, $tell);
    $server->on(APPNET_EVENT_RECV, $tell);
});
$c = $s->tcp();
$c->write('x');
$ports = '[' . substr(strrchr(stream_socket_get_name($c->stream, false), ':'), 1) . ",$s->port]";
for ($i = 0; $i < 2; $i++) {
    echo $s->heard() === $ports ? '' : "other ports than $ports\n", $s->heard(), "\n";
}
?>
--EXPECT--
{"method":"","uri":"","path":"","query":[],"headers":[],"cookies":[],"fields":[],"files":[],"body":"","remote_addr":"127.0.0.1","local_addr":"127.0.0.1","scheme":"tcp","version":""}
{"method":"","uri":"","path":"","query":[],"headers":[],"cookies":[],"fields":[],"files":[],"body":"","remote_addr":"127.0.0.1","local_addr":"127.0.0.1","scheme":"tcp","version":""}
