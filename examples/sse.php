<?php
/* sse.php - Server-Sent Events: an answer that goes on, piece by piece, to any number of browsers at once.
 *
 *   php -d extension=appnet.so examples/sse.php [port]      and open http://127.0.0.1:3011/; or: curl -N http://127.0.0.1:3011/events
 */
declare(strict_types=1);

const PAGE = <<<'HTML'
<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<title>Server-Sent Events</title>
<h1>The server's clock</h1>
<p id="clock">…</p>
<script>
new EventSource('/events').onmessage = event => { document.getElementById('clock').textContent = event.data }
</script>
</html>
HTML;

$listeners = []; // of this worker: the clients it streams to

$server = new appnetServer('0.0.0.0', (int) ($argv[1] ?? 3011));
$server->setOption(APPNET_OPT_WORKER_NUM, 2);
$server->setOption(APPNET_OPT_PROTO_TYPE, APPNET_PROTO_HTTP_ONLY); // a WebSocket or plain TCP has no answer that could go on

$server->on(APPNET_EVENT_START, function (appnetServer $server) use (&$listeners): void {
    $server->timerAdd(1000, function (appnetServer $server) use (&$listeners): void {
        $event = 'data: ' . date('H:i:s') . "\n\n";
        foreach ($listeners as $fd => $_) {
            $server->write($fd, $event, 0); // false: it has left, or is too slow, which the next event ends; CLOSE will say so
        }
    });
});
$server->on(APPNET_EVENT_RECV, function (appnetServer $server, int $fd) use (&$listeners): void {
    if ($server->getRequest()['path'] !== '/events') {
        $server->send($fd, PAGE);
        return;
    }
    $server->setHeader('Content-Type', 'text/event-stream');
    $server->setHeader('Cache-Control', 'no-cache');
    $server->write($fd, "retry: 2000\ndata: " . date('H:i:s') . "\n\n"); // the head leaves with the first piece
    $listeners[$fd] = true;
});
$server->on(APPNET_EVENT_CLOSE, function (appnetServer $server, int $fd) use (&$listeners): void {
    unset($listeners[$fd]);
});
$server->run();
