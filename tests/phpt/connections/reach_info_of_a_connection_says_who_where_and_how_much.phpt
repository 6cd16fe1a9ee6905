--TEST--
reach: info of a connection says who, where and how much
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = answering(function ($server, $fd) { $server->send($fd, json_encode($server->connectionInfo($fd)) . "\n"); }, [APPNET_OPT_WORKER_NUM => 1]);
function show(Client $c, string $json, int $port): void
{
    $info = json_decode($json, true);
    $own = stream_socket_get_name($c->stream, false);
    $here = [$info['remote_addr'] . ':' . $info['remote_port'] === $own, $info['local_port'] === $port];
    $since = $info['connected_at'] <= microtime(true) && $info['connected_at'] > microtime(true) - LIMIT;
    unset($info['remote_port'], $info['local_port'], $info['connected_at'], $info['idle_ms'], $info['bytes_in'], $info['reactor']);
    echo json_encode($here), json_encode($since), ' ', json_encode($info), "\n";
}
$tcp = $s->tcp();
$tcp->write('hello');
show($tcp, $tcp->until("\n"), $s->port);
$web = $s->web();
show($web, $web->ask('GET', '/')->body, $s->port);
$ws = $s->ws();
$ws->text('hello');
show($ws, substr($ws->next(), strlen('text: ')), $s->port);
?>
--EXPECT--
[true,true]true {"protocol":"TCP","remote_addr":"127.0.0.1","local_addr":"127.0.0.1","state":"open","bytes_out":0,"queued":0,"topics":0,"worker":0,"uid":null}
[true,true]true {"protocol":"HTTP","remote_addr":"127.0.0.1","local_addr":"127.0.0.1","state":"open","bytes_out":0,"queued":0,"topics":0,"worker":0,"uid":null}
[true,true]true {"protocol":"WEBSOCKET","remote_addr":"127.0.0.1","local_addr":"127.0.0.1","state":"open","bytes_out":129,"queued":0,"topics":0,"worker":0,"uid":null}
