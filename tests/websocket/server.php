<?php
/* server.php - what the clients of tests/websocket talk to. The path of the upgrade says what becomes of a message:
 *
 *   /sum       its length and SHA-1 come back              /close      {"code":4000,"reason":"…"}: the server closes, saying so
 *   /ping      a ping with it as its payload               any other   it comes back, in its opcode
 *   /topic?x   all who have said "join" there get it, in its opcode; "=…" comes back to its sender alone
 *
 *   php -d extension=appnet.so tests/websocket/server.php '{"APPNET_OPT_MAX_MESSAGE": 1000}'
 */
declare(strict_types=1);

$server = new appnetServer('127.0.0.1', 0);
foreach (json_decode($argv[1] ?? '{}', true) as $option => $value) {
    $server->setOption(constant($option), is_string($value) && defined($value) ? constant($value) : $value);
}

$server->on(APPNET_EVENT_START, function (appnetServer $server): void {
    fwrite(STDOUT, 'READY ' . $server->getInfo()['port'] . "\n");
});
$server->on(APPNET_EVENT_RECV, function (appnetServer $server, int $fd, string $data): void {
    $header = $server->getHeader();
    if ($header['Protocol'] !== 'WEBSOCKET') {
        $server->send($fd, "no WebSocket");
        return;
    }
    switch (strtok($header['Uri'], '?')) {
        case '/sum':
            $server->send($fd, strlen($data) . ' ' . sha1($data));
            break;
        case '/close':
            $what = json_decode($data, true);
            $server->close($fd, $what['code'], $what['reason']);
            break;
        case '/ping':
            $server->ping($fd, $data);
            break;
        case '/topic':
            if ($data === 'join') {
                $server->subscribe($fd, $header['Uri']);
                $server->send($fd, 'joined');
            } elseif ($data[0] === '=') {
                $server->send($fd, $data, $header['Opcode']);
            } else {
                $server->publish($header['Uri'], $data, $header['Opcode']);
            }
            break;
        default:
            $server->send($fd, $data, $header['Opcode']);
    }
});
$server->run();
