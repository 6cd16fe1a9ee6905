<?php
/* echo.php - one port, three protocols, the same answer.
 *
 *   php -d extension=appnet.so examples/echo.php [port]
 *
 *   curl -d hello http://127.0.0.1:3011/        telnet 127.0.0.1 3011        a browser's console: new WebSocket('ws://127.0.0.1:3011')
 */
declare(strict_types=1);

$server = new appnetServer('0.0.0.0', (int) ($argv[1] ?? 3011));
$server->setOption(APPNET_OPT_WORKER_NUM, 2);

$server->on(APPNET_EVENT_CONNECT, function (appnetServer $server, int $fd): void {
    echo "$fd connected\n";
});
$server->on(APPNET_EVENT_RECV, function (appnetServer $server, int $fd, string $data): void {
    $header = $server->getHeader();
    echo "$fd {$header['Protocol']} {$header['Method']} {$header['Uri']} ", strlen($data), " bytes\n";
    if ($header['Protocol'] === 'HTTP') {
        $server->setHeader('Content-Type', 'text/plain; charset=utf-8'); // or it would be HTML: a page that its visitor has written
        $data = $header['Method'] === 'GET' ? "hello from {$header['Uri']}\n" : $data;
    }
    $server->send($fd, $data, $header['Opcode'] ?? APPNET_WS_TEXT);
});
$server->on(APPNET_EVENT_CLOSE, function (appnetServer $server, int $fd): void {
    echo "$fd closed\n";
});
$server->run();
