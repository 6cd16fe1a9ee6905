--TEST--
close info: of tcp and http is a cause alone
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

$s = serve(function (appnetServer $server) {
    $server->on(APPNET_EVENT_RECV, function ($server, $fd, $data) {
        if ($data === 'close') {
            $server->close($fd, 4001, 'not said');
        } else {
            $server->send($fd, 'ok');
        }
    });
    $server->on(APPNET_EVENT_CLOSE, function ($server) { say($server->getHeader()['Protocol'] . ' ' . json_encode($server->closeInfo())); });
});
$s->tcp()->close();
echo $s->heard(), "\n";
$tcp = $s->tcp();
$tcp->write('close');
echo $s->heard(), "\n";
$web = $s->web();
$web->ask('GET', '/');
$web->close();
echo $s->heard(), "\n";
$s->http('GET', '/'); // Connection: close
echo $s->heard(), "\n";
$web = $s->web();
$web->write("GET / HTTP/1.1\r\nno header\r\n\r\n");
echo $web->answer()->status, ' ', $s->heard(), "\n";
?>
--EXPECT--
TCP {"code":0,"reason":"","cause":"peer"}
TCP {"code":0,"reason":"","cause":"server"}
HTTP {"code":0,"reason":"","cause":"peer"}
HTTP {"code":0,"reason":"","cause":"server"}
400 HTTP {"code":0,"reason":"","cause":"error"}
