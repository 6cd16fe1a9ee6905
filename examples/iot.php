<?php
/* iot.php - devices that speak lines over plain TCP, beside dashboards on WebSockets, all on one port.
 *
 *   php -d extension=appnet.so examples/iot.php [port]      and open http://127.0.0.1:3011/, then as a device:
 *
 *   telnet 127.0.0.1 3011
 *   id kitchen                  who it is; the answer to each line is "ok", or "error: …"
 *   temperature 21.5            a value: all dashboards see it
 *                               and what a dashboard sends to it ("kitchen blink 3") arrives here as the line "blink 3"
 *
 * A device is a topic: a dashboard need not know which worker, or which connection, has it. Who a connection is outlives its worker: it is bound to that name.
 */
declare(strict_types=1);

const PAGE = <<<'HTML'
<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Devices</title>
<style>body { font: 1.1em system-ui, sans-serif; margin: 2em } td, th { padding: .2em 1em .2em 0; text-align: start } td:nth-child(3) { font-weight: 600 }</style>
<h1>Devices</h1>
<table><thead><tr><th>Device<th>What<th>Value</thead><tbody id="rows"></tbody></table>
<form id="command"><p><label>Command <input name="line" placeholder="kitchen blink 3"></label> <button>Send</button></p></form>
<script>
const rows = {}, socket = new WebSocket(`ws${location.origin.slice(4)}/`)
socket.onopen = () => socket.send('')
socket.onmessage = ({data}) => {
    const [device, what, ...value] = data.split(' '), key = `${device} ${what}`
    rows[key] ??= document.getElementById('rows').insertRow()
    rows[key].replaceChildren(...[device, what, value.join(' ')].map(text => Object.assign(document.createElement('td'), {textContent: text})))
}
document.getElementById('command').onsubmit = event => { event.preventDefault(); socket.send(event.target.line.value); event.target.reset() }
</script>
</html>
HTML;

$begun = []; // of this worker: fd => the beginning of a line that has not all come

/* What a device is told about a line that it has said. */
function line(appnetServer $server, int $fd, string $line, ?string &$id): string
{
    if (preg_match('/\Aid ([\w-]{1,32})\z/', $line, $is)) {
        $server->unsubscribe($fd);
        $server->subscribe($fd, "device $is[1]");
        $server->bind($fd, $id = $is[1]);
        return 'ok';
    }
    if ($id === null || !preg_match('/\A[\w-]{1,32} [\x20-\x7e]{1,200}\z/', $line)) {
        return $id === null ? 'error: who are you?' : 'error: a line is "id NAME" or "NAME VALUE"';
    }
    return $server->publish('dashboards', "$id $line") === false ? 'error: not now' : 'ok';
}

$server = new appnetServer('0.0.0.0', (int) ($argv[1] ?? 3011));
$server->setOption(APPNET_OPT_WORKER_NUM, 2);
$server->setOption(APPNET_TCP_TIMEOUT, 600000); // a device that says nothing for ten minutes has gone

$server->on(APPNET_EVENT_RECV, function (appnetServer $server, int $fd, string $data) use (&$begun): void {
    $protocol = $server->getHeader()['Protocol'];
    if ($protocol === 'HTTP') {
        $server->send($fd, PAGE);
    } elseif ($protocol === 'WEBSOCKET') {
        $server->subscribe($fd, 'dashboards');
        if (preg_match('/\A([\w-]{1,32}) ([\x20-\x7e]{1,200})\z/', $data, $is)) {
            $server->publish("device $is[1]", "$is[2]\n");
        }
    } else {
        $id = $server->connectionInfo($fd)['uid'] ?? null;
        $lines = explode("\n", ($begun[$fd] ?? '') . $data);
        $begun[$fd] = array_pop($lines);
        foreach ($lines as $one) {
            $server->send($fd, line($server, $fd, trim($one), $id) . "\n");
        }
        strlen($begun[$fd]) <= 1024 || $server->close($fd);
    }
});
$server->on(APPNET_EVENT_CLOSE, function (appnetServer $server, int $fd) use (&$begun): void {
    unset($begun[$fd]);
});
$server->run();
