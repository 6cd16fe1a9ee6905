<?php
/* game.php - a game's loop: 20 times a second all players hear where everybody is, in one binary message.
 *
 *   php -d extension=appnet.so examples/game.php [port]      and open http://127.0.0.1:3011/ in two windows; the arrow keys move
 *
 *   to the server    1 byte: the keys that are down: 1 left, 2 right, 4 up, 8 down
 *   from it          "you" and a number of 32 bits; then each tick "all" and for each player: 32 bits of number, 16 of x, 16 of y
 *
 * One worker has the world, and makes it anew after a reload, with those who are there. A game with many worlds would give each worker some of them.
 */
declare(strict_types=1);

const TICK_MS = 50;
const SIZE = 1000;
const SPEED = 12; // a tick
const PAGE = <<<'HTML'
<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Dots</title>
<style>body { margin: 0; display: grid; place-items: center; height: 100vh; background: #1b1e2b } canvas { width: 95vmin; background: #262a3b; border-radius: 1vmin }</style>
<canvas id="world" width="1000" height="1000" aria-label="Where everybody is; the arrow keys move you"></canvas>
<script>
const keys = {ArrowLeft: 1, ArrowRight: 2, ArrowUp: 4, ArrowDown: 8}, draw = document.getElementById('world').getContext('2d')
const socket = new WebSocket(`ws${location.origin.slice(4)}/`), text = view => String.fromCharCode(...new Uint8Array(view.buffer, 0, 3))
let down = 0, me; socket.binaryType = 'arraybuffer'
socket.onmessage = ({data}) => {
    const view = new DataView(data)
    if (text(view) === 'you') return me = view.getUint32(3)
    draw.clearRect(0, 0, 1000, 1000)
    for (let at = 3; at < view.byteLength; at += 8) {
        draw.fillStyle = view.getUint32(at) === me ? '#ffd166' : '#6ea8fe'
        draw.beginPath(); draw.arc(view.getUint16(at + 4), view.getUint16(at + 6), 18, 0, 7); draw.fill()
    }
    document.title = `${(view.byteLength - 3) / 8} dots`
}
const press = (event, on) => {
    const key = keys[event.key] ?? 0, now = on ? down | key : down & ~key
    if (now !== down && socket.readyState === 1) socket.send(Uint8Array.of(down = now))
}
addEventListener('keydown', event => press(event, true)); addEventListener('keyup', event => press(event, false))
</script>
</html>
HTML;

function anywhere(): array
{
    return [random_int(0, SIZE), random_int(0, SIZE), 0]; // x, y, keys
}

$players = []; // fd => [x, y, keys]
$server = new appnetServer('0.0.0.0', (int) ($argv[1] ?? 3011));

$server->on(APPNET_EVENT_OPEN, function (appnetServer $server, int $fd) use (&$players): void {
    $players[$fd] = anywhere();
    $server->subscribe($fd, 'world');
    $server->send($fd, 'you' . pack('N', $fd & 0xffffffff), APPNET_WS_BINARY);
});
$server->on(APPNET_EVENT_RECV, function (appnetServer $server, int $fd, string $data) use (&$players): void {
    if (!isset($players[$fd])) {
        $server->getHeader()['Protocol'] === 'HTTP' ? $server->send($fd, PAGE) : $server->close($fd);
    } elseif (strlen($data) === 1) {
        $players[$fd][2] = ord($data);
    } else {
        $server->close($fd, 1003, 'one byte, please');
    }
});
$server->on(APPNET_EVENT_CLOSE, function (appnetServer $server, int $fd) use (&$players): void {
    unset($players[$fd]);
});
$server->on(APPNET_EVENT_START, function (appnetServer $server) use (&$players): void {
    foreach ($server->connections() as $fd) {
        if (($server->connectionInfo($fd)['protocol'] ?? '') === 'WEBSOCKET') {
            $players[$fd] = anywhere();
        }
    }
    $server->timerAdd(TICK_MS, function () use ($server, &$players): void {
        $all = 'all';
        foreach ($players as $fd => [$x, $y, $keys]) {
            $x = max(0, min(SIZE, $x + SPEED * (($keys >> 1 & 1) - ($keys & 1))));
            $y = max(0, min(SIZE, $y + SPEED * (($keys >> 3 & 1) - ($keys >> 2 & 1))));
            $players[$fd] = [$x, $y, $keys];
            $all .= pack('Nnn', $fd & 0xffffffff, $x, $y);
        }
        $players && $server->publish('world', $all, APPNET_WS_BINARY);
    });
});
$server->run();
